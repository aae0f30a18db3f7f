from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "mase.agencies"
    label = "agencies"
    verbose_name = "authorities, agencies and the people in them"
