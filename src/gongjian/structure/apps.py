from django.apps import AppConfig


class StructureConfig(AppConfig):
    """Who is responsible for what, and re-organisations: prepared, rehearsed, applied, undone."""

    name = "gongjian.structure"
