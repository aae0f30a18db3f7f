from importlib import import_module

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    label = "reporting"
    verbose_name = "documents and reports"
    enclosures = ("reporting.enclosing.calendar_entry",)

    def ready(self) -> None:
        import_module("reporting.checks")
