"""manage.py profile: checks a borough's files before they are put to use, and shows what a borough's profile says."""

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mase import clock, profiles
from mase.agencies import procedures
from mase.profiles import words


class Command(BaseCommand):
    help = "Check files of borough settings, or show a borough's settings in words with the source of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        jobs = parser.add_subparsers(dest="job", required=True)
        check = jobs.add_parser("check", help="read the files as if they were in use")
        check.add_argument("files", nargs="+", type=Path, metavar="FILE")
        show = jobs.add_parser("show", help="print what holds in a borough")
        show.add_argument("code", help="such as southwark")
        show.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="such as 2027-04-01; today without it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["job"] == "check":
            self._check(options["files"])
        else:
            self._show(options["code"], on=options["on"] or clock.today())

    def _check(self, files: list[Path]) -> None:
        faults = [fault for file in files if (fault := self._fault(file))]
        if faults:
            raise CommandError("\n".join(faults))

    def _fault(self, file: Path) -> str:
        try:
            profiles.check(file, *map(Path, filter(None, [settings.MASE_PROFILES])))
        except profiles.ProfileError as fault:
            return str(fault)
        except OSError as fault:
            return f"{file}: cannot be read ({fault.strerror})"
        self.stdout.write(f"{file}: in order")
        return ""

    def _show(self, code: str, *, on: date) -> None:
        try:
            found = procedures.of(code, on=on)
        except profiles.UnknownProfile as unknown:
            raise CommandError(str(unknown)) from None
        self._heading(f"{found.profile.name}: the profile in force on {words.day(on)}")
        self.stdout.write(f"Version {found.profile.version}, from {words.day(found.profile.valid_from)}")
        for section in found.sections:
            self._heading(section.title)
            for setting in section.settings:
                self._entry(setting.name, setting.words, setting.source)
        for group in found.groups:
            self._heading(f"Timescales: {group.title}")
            for rule in group.rules:
                self._entry(rule.label, words.lines(rule), rule.source)
        if found.coming:
            self._changes(found.coming)

    def _changes(self, coming: procedures.Coming) -> None:
        self._heading(f"From {words.day(coming.profile.valid_from)}: version {coming.profile.version}")
        for change in coming.changes:
            self.stdout.write(change.name)
            self._lines(f"until then: {line}" for line in change.was)
            self._lines(f"from then:  {line}" for line in change.becomes)

    def _heading(self, title: str) -> None:
        self.stdout.write(f"\n{title}\n{'-' * len(title)}")

    def _entry(self, name: str, lines: Iterable[str], source: str) -> None:
        self.stdout.write(f"{name} [{source}]")
        self._lines(lines)

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(f"    {line}")
