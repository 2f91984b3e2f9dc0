from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "comity.look"
    label = "look"
