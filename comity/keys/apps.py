from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "comity.keys"
    label = "keys"
