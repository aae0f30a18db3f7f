"""The Celery application: one tick a minute in UTC, everything else follows from rows in the database."""

import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django.utils.log import configure_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mase.settings")

app = Celery("mase")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_settings_say(**_: object) -> None:
    """Keep Celery's own handlers away: they would write an error with its message and a task with its arguments."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
