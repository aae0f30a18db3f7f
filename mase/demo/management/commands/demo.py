"""manage.py demo: fills an empty database with five boroughs' worth of invented people and cases."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mase import clock
from mase.agencies.models import Authority
from mase.demo import boroughs, cast


class Command(BaseCommand):
    help = "Fill an empty database with invented people and cases; does nothing where there are some."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="print who can sign in, and do nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demonstration data is for a demonstration: MASE_DEBUG=1.")
        if options["sign_ins"]:
            self._print_sign_ins()
        elif Authority.objects.exists():
            self.stdout.write("There is data already: nothing changed.")
        else:
            boroughs.settle(at=clock.now())
            self.stdout.write("Five boroughs with invented people and cases are ready.")

    def _print_sign_ins(self) -> None:
        southwark = Authority.objects.filter(code="southwark").first()
        if southwark is None:
            return
        self.stdout.write(f"{'Role':<24} {'Agency':<36} Sign in with")
        for role, agency, email in cast.sign_ins(southwark):
            self.stdout.write(f"{role:<24} {agency:<36} {email}")
        self.stdout.write(f"Password for everybody: {cast.PASSWORD}")
        self.stdout.write("The other boroughs alike: worker@barnet.example, mash@hounslow.example, …")
