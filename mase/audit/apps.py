from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mase.audit"
    label = "audit"
    verbose_name = "the audit trail"
