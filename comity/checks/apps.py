from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "comity.checks"
    label = "checks"
