from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mase.notifications"
    label = "notifications"
    verbose_name = "notices"
