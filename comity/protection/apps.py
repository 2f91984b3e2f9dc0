from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "comity.protection"
    label = "protection"
