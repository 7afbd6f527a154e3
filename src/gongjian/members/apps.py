from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "gongjian.members"
    label = "members"
