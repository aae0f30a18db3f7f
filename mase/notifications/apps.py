from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mase.notifications"
    label = "notifications"
    verbose_name = "notices"
    not_trailed = {
        "Message": "a notice says what happened, and its moments are columns of the row",
        "OutsideMail": "its text may hold a secret, and is blanked when it has gone",
    }
