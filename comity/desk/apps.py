from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "comity.desk"
    label = "desk"
