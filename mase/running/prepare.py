"""Bring the database up to date: python -m mase.running.prepare. Takes no time when nothing has changed."""

import hashlib
import os
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Make the tables and (in a demonstration) invented cases, unless the database says that they are there."""
    made_from = stamp()
    if _stamped(made_from):
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mase.settings")
    django.setup()
    call_command("migrate", interactive=False)
    call_command("createcachetable")
    if settings.DEBUG:
        call_command("demo")
    _leave(made_from)


def stamp() -> str:
    """Sum up what the tables are made from: our migrations and, by their versions, everybody else's.

    What an app says of its tables, and which role holds which right, goes into the policies that are put on them.
    """
    total = hashlib.sha256()
    migrations = [*ROOT.glob("mase/*/migrations/*.py"), *ROOT.glob("*/migrations/*.py")]
    after_each = [*ROOT.glob("mase/cases/*.sql"), ROOT / "mase/cases/locks.py", ROOT / "mase/cases/trail.py"]
    after_each += [*ROOT.glob("mase/*/apps.py"), *ROOT.glob("*/apps.py")]
    after_each += [ROOT / "mase/agencies" / name for name in ("rights.py", "duties.py", "roles.py")]
    for path in [ROOT / "requirements/site.txt", *sorted(migrations), *sorted(after_each)]:
        total.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return total.hexdigest()


def _stamped(stamp: str) -> bool:
    """Say whether this very database was made from the same: the stamp is the remark on its table of migrations."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        remark = connection.execute("SELECT obj_description(to_regclass('django_migrations'))").fetchone()
    return remark == (stamp,)


def _leave(stamp: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(stamp))


if __name__ == "__main__":
    main()
