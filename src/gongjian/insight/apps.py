from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "gongjian.insight"
    label = "insight"
