from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "gongjian.intake"
    label = "intake"
