from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mase.people"
    label = "people"
    verbose_name = "children and the people around them"
    not_trailed = {
        "NameWord": "words without people",
        "PersonName": "read from a person's own row, which leaves the trail",
    }
