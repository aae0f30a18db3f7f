"""manage.py add_administrator AUTHORITY NAME E-MAIL: the first person of an authority, who gives the others roles."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mase import clock, profiles
from mase.agencies import operations
from mase.agencies.models import Agency, Authority, Kind


class Command(BaseCommand):
    help = "Create the authority with its social care agency where missing, and give a person the administrator's role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("authority", help="code of a profile, such as southwark")
        parser.add_argument("name")
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = self._social_care(options["authority"])
        membership = operations.begin_membership(
            agency, name=options["name"], email=options["email"], role="administrator", by=None, at=clock.now()
        )
        self.stdout.write(f"Person {membership.user_id} administers {agency.authority}. Next: “Forgotten password”.")

    def _social_care(self, code: str) -> Agency:
        try:
            name = profiles.get(code, on=clock.today()).name
        except profiles.UnknownProfile as unknown:
            raise CommandError(str(unknown)) from None
        authority, _ = Authority.objects.get_or_create(code=code, defaults={"name": name})
        found = Agency.objects.filter(authority=authority, kind=Kind.SOCIAL_CARE).first()
        return found or operations.open_agency(
            authority, kind=Kind.SOCIAL_CARE, name=f"{name} children’s social care", by=None, at=clock.now()
        )
