from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Groups by trade, identity and task: people who share something, and no organisation."""

    name = "gongjian.groups"
    label = "groups"
