from django.apps import AppConfig


class DiffusionsConfig(AppConfig):
    name = "comity.diffusions"
    label = "diffusions"
