"""manage.py tool: checks a screening tool's file before it is loaded."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riskscreening import tools


class Command(BaseCommand):
    help = "Check files of screening tools: every fault by file, key, value and what is allowed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        jobs = parser.add_subparsers(dest="job", required=True)
        check = jobs.add_parser("check", help="read the files as if they were loaded")
        check.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [fault for file in options["files"] for fault in self._faults(file)]
        if faults:
            raise CommandError("\n".join(faults))

    def _faults(self, file: Path) -> list[str]:
        try:
            tool = tools.read(file.read_bytes(), name=file.name)
        except tools.ToolError as fault:
            return [str(one) for one in fault.every]
        except OSError as fault:
            return [f"{file}: cannot be read ({fault.strerror})"]
        self.stdout.write(f"{file}: in order, {tool.code} version {tool.version} with {len(tool.items)} items")
        return []
