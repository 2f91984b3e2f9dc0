from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "comity.compliance"
    label = "compliance"
