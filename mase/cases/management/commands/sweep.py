"""manage.py sweep: what the minute tick does for deadlines, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from mase import clock
from mase.cases import ladder


class Command(BaseCommand):
    help = "Remind, breach and escalate every deadline whose moment has come; print how many of each."

    def handle(self, *args: Any, **options: Any) -> None:
        done = ladder.sweep(at=clock.now())
        for what in (*ladder.STEPS, "stuck"):
            self.stdout.write(f"{what}: {done[what]}")
