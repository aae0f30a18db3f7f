from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mase.demo"
    label = "demo"
    verbose_name = "invented people and cases"
