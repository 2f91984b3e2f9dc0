from django.apps import AppConfig


class LaterConfig(AppConfig):
    name = "comity.later"
    label = "later"
