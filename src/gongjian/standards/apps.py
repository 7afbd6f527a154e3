from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """What branches stand for: their brands, and how they review and learn from each other."""

    name = "gongjian.standards"
    label = "standards"
