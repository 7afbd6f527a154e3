from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitiesConfig(AppConfig):
    """The registry of market entities: a city's firms, sole traders and markets."""

    name = "gongjian.entities"
    verbose_name = _("Market entities")
