"""The picture of the pathway after steps that are written as words, an hour between each of them and the next."""

from datetime import UTC, datetime, timedelta

from mase import profiles
from mase.cases import pathway, picture, showing
from mase.cases.models import Deadline, Transition
from mase.cases.picture import Station
from mase.cases.stages import Step

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TO_RED = "referred sharing_started red"
TO_SIGNED = f"{TO_RED} allocated screened signed_off"


def steps_taken(steps: str) -> list[Transition]:
    return [Transition(step=Step(step), at=NOON + n * HOUR) for n, step in enumerate(steps.split())]


def owing(*codes: str, due_at: datetime = NOON + 99 * HOUR) -> list[showing.Owed]:
    found = [Deadline(code=code, label=f"Do {code}", due_at=due_at, owner_role="mash_manager") for code in codes]
    return showing.deadlines(found, at=NOON)


def pictured(steps: str, *, borough: str = "southwark", owed: list[showing.Owed] | None = None) -> dict[str, Station]:
    rows = steps_taken(steps)
    stage = pathway.stage_of([Step(row.step) for row in rows])
    found = picture.stations(rows, owed or [], stage=stage, profile=profiles.get(borough, on=NOON.date()))
    return {station.stop.name: station for station in found}
