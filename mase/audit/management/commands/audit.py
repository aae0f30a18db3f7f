"""manage.py audit: seals the trail, prints the heads of the seals, and verifies both."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mase import clock
from mase.audit import heads, sealing, verifying
from mase.audit.models import Seal

_SHOWN = 10


class Command(BaseCommand):
    help = "Seal the trail, print the heads of its seals, or verify that it is what was sealed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        jobs = parser.add_subparsers(dest="job", required=True)
        jobs.add_parser("seal", help="what the minute tick does: seal what has been written, copy the heads outside")
        shown = jobs.add_parser("heads", help="print the newest heads, the oldest of them first, a line each")
        shown.add_argument("--all", dest="number", action="store_const", const=None, default=_SHOWN, help="every head")
        verify = jobs.add_parser("verify", help="compare events, seals and heads; status 1 where something differs")
        verify.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            help="what was kept outside: a copy of the file of heads, or lines with a number and a code as printed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        match options["job"]:
            case "seal":
                self._seal()
            case "heads":
                self._heads(options["number"])
            case "verify":
                self._verify(self._known(options["heads"]) if options["heads"] else [])

    def _seal(self) -> None:
        try:
            made = sealing.seal()
        except sealing.WritersBusy:
            raise CommandError("Somebody is writing all the time: try again.") from None
        self.stdout.write(f"Events: {sum(seal.count for seal in made)}. New seals: {len(made)}.")
        if fault := heads.copy(settings.MASE_SEALS, at=clock.now()):
            raise CommandError(f"{settings.MASE_SEALS}: {fault}")

    def _heads(self, number: int | None) -> None:
        for seal in reversed(list(Seal.objects.order_by("-number")[:number])):
            self.stdout.write(heads.line(seal))

    def _known(self, file: Path) -> list[heads.Head]:
        try:
            return heads.read(file.read_text().splitlines())
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{file} cannot be read: {type(fault).__name__}") from None
        except heads.NoHead as fault:
            raise CommandError(f"{file}: {fault}", returncode=2) from None

    def _verify(self, known: list[heads.Head]) -> None:
        report = verifying.verify(known)
        for warning in report.warnings:
            self.stdout.write(f"Warning: {warning}")
        for finding in report.findings:
            self.stdout.write(finding)
        beside = f", {len(known)} known outside" if known else ""
        read = f"Events: {report.events}, not sealed yet: {report.unsealed}. Seals: {report.seals}{beside}."
        if report.findings:
            raise CommandError(f"{read} Findings: {len(report.findings)}.")
        self.stdout.write(f"{read} All is as it was sealed.")
