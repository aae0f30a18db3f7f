from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mase.cases"
    label = "cases"
    verbose_name = "case files"
