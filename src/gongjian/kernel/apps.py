from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "gongjian.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Make the figures and the open work of every module known."""
        autodiscover_modules("figures", "work")
