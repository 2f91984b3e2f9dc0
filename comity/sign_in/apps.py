from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "comity.sign_in"
    label = "sign_in"
