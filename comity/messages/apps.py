from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "comity.messages"
    label = "i247"
