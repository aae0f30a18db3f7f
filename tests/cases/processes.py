"""The environment of a process of our own that works in the database of the tests."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(**more: str) -> dict[str, str]:
    """Return this environment, with the test's own database in DATABASE_URL."""
    name = connection.settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mase.settings", "PYTHONPATH": str(ROOT)} | more
