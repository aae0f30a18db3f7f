"""The trail for the regulator: the rows as JSON lines and as CSV, with a manifest by which both can be checked offline.

What a case itself says is left out: no child is named, and the reasons of decisions stay in the record.
"""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db.models import QuerySet

from mase import references
from mase.agencies.models import Agency, User
from mase.audit.models import Event, Seal
from reporting import sheets, trail
from reporting.periods import Period

MOST = 250_000  # rows; what a web request can write in half a minute
_COLUMNS = ("number", "at", "recorded_at", "verb", "kind", "person", "name", "agency", "agency_name", "case", "subject")
_HEAD = (*_COLUMNS, "subject_number", "reason", "detail")
_HOW = (
    "Unpack all files into one folder. `sha256sum --check SHA256SUMS` there says OK three times. events.jsonl has as"
    " many lines as `events` says, events.csv one more. The SHA-256 of this file stands in the trail itself, in the row"
    " that this export left; that row and all before it are sealed. `newest_seal` is the seal at the time: its head"
    " must be the one that was printed or sent out of the building for this number."
)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The file, how many rows it holds, and the SHA-256 of its manifest, which the trail keeps."""

    content: bytes
    count: int
    manifest_sha256: str


class TooMany(Exception):
    """The period holds more rows than one file takes."""


def pack(seen: trail.Scope, period: Period, *, by: User, at: datetime, reason: str) -> Pack:
    """Return all that the reader may read of the period, oldest first; raises TooMany."""
    with trail.every_case(), tempfile.TemporaryFile() as lines, tempfile.TemporaryFile() as table:
        found = trail.narrowed(trail.of_everything(seen), period).order_by("at", "pk")
        count = _write(found, lines, table)
        files: dict[str, BinaryIO] = {"events.jsonl": lines, "events.csv": table}
        facts = {name: {"sha256": _sha256(file), "bytes": file.tell()} for name, file in files.items()}
        about = {
            "what": "Who did and who saw what in the case tracking of " + ", ".join(map(str, seen.authorities)),
            "period": {"from": str(period.first), "to": str(period.last), "time_zone": "Europe/London"},
            "events": count,
            "made_at": at.isoformat(),
            "made_by": {"number": by.pk, "name": by.name},
            "reason": reason,
            "files": facts,
            "newest_seal": _newest_seal(),
            "how_to_check": _HOW,
        }
        manifest = json.dumps(about, indent=2, ensure_ascii=False).encode()
        return Pack(
            content=_zip(files, manifest, facts),
            count=count,
            manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        )


def _write(found: QuerySet[Event], lines: BinaryIO, table: BinaryIO) -> int:
    """Write each row into both files and return how many there are."""
    text = io.TextIOWrapper(table, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    count = 0
    for row in _rows(found):
        lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        writer.writerow(sheets.plain(_cell(value)) for value in row.values())
        count += 1
        if count > MOST:
            raise TooMany
    text.detach()
    return count


def _rows(found: QuerySet[Event]) -> Iterator[dict[str, Any]]:
    people = dict(User.objects.values_list("pk", "name"))
    agencies = dict(Agency.objects.values_list("code", "name"))
    for row in found.iterator(chunk_size=5_000):
        said = (
            row.pk,
            row.at.isoformat(),
            row.recorded_at.isoformat(),
            row.verb,
            row.log.value,
            row.actor,
            people.get(row.actor, "") if row.actor else "the system",
            row.agency,
            agencies.get(row.agency, ""),
            row.case if references.is_one(row.case) else "",
            row.subject,
            row.subject_id,
            row.reason if row.verb in trail.OF_THE_TRAIL else "",
            row.detail,
        )
        yield dict(zip(_HEAD, said, strict=True))


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


def _newest_seal() -> dict[str, Any] | None:
    seal = Seal.objects.order_by("-number").first()
    return {"number": seal.number, "head": seal.head} if seal else None


def _sha256(file: BinaryIO) -> str:
    """Return the hash of the whole file, and leave the file at its end."""
    total = hashlib.sha256()
    for chunk in _chunks(file):
        total.update(chunk)
    return total.hexdigest()


def _zip(files: dict[str, BinaryIO], manifest: bytes, facts: dict[str, dict[str, Any]]) -> bytes:
    packed = io.BytesIO()
    sums = [(facts[name]["sha256"], name) for name in files]
    sums.append((hashlib.sha256(manifest).hexdigest(), "manifest.json"))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        for name, file in files.items():
            with bundle.open(name, "w") as inside:
                inside.writelines(_chunks(file))
        bundle.writestr("manifest.json", manifest)
        bundle.writestr("SHA256SUMS", _lines(sums))
    return packed.getvalue()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(1 << 20):
        yield chunk


def _lines(sums: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{digest}  {name}\n" for digest, name in sums)
