from django.apps import AppConfig


class LifeConfig(AppConfig):
    """Organisational life: what is expected of a branch, what it held, who took part."""

    name = "gongjian.life"
    label = "life"
