from django.apps import AppConfig


class JudgementsConfig(AppConfig):
    name = "comity.judgements"
    label = "judgements"
