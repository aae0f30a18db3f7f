from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mase.people"
    label = "people"
    verbose_name = "children and the people around them"
