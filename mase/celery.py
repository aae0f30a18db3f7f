"""The Celery application: one tick a minute in UTC, everything else follows from rows in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mase.settings")

app = Celery("mase")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
