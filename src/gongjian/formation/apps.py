from django.apps import AppConfig


class FormationConfig(AppConfig):
    """How organisations come to be: advice, proposals, founding, incubation."""

    name = "gongjian.formation"
    label = "formation"
