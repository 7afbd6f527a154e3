from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "gongjian.org"
    label = "org"
