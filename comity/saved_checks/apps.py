from django.apps import AppConfig


class SavedChecksConfig(AppConfig):
    name = "comity.saved_checks"
    label = "saved_checks"
