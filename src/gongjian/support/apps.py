from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Instructors: whom they are assigned to, what they found there, what is still open."""

    name = "gongjian.support"
    label = "support"
