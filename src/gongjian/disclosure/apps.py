from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongjian.disclosure"
    label = "disclosure"
