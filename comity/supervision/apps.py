from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "comity.supervision"
    label = "supervision"
