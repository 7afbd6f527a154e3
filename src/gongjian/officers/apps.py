from django.apps import AppConfig


class OfficersConfig(AppConfig):
    """Who leads a branch, for which term, and by which election."""

    name = "gongjian.officers"
    label = "officers"
