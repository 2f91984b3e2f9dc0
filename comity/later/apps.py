from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LaterConfig(AppConfig):
    name = "comity.later"
    label = "later"

    def ready(self) -> None:
        """Registers every room's jobs: `@later.job` in its jobs.py."""
        autodiscover_modules("jobs")
