"""The demonstration shows files that are joined, one to compare, one opened again and one to look back at."""

from datetime import datetime, timedelta

from mase.cases import known
from mase.cases.models import Case, Closure, Match
from mase.cases.stages import Stage
from mase.demo import files
from mase.demo.cast import Cast


def test_each_page_about_files_has_something_to_show(southwark: Cast, at: datetime) -> None:
    now = at + timedelta(days=120)
    files.settle(southwark, at=now)
    match = Match.objects.get()
    assert (match.case.stage, match.other.stage) == (Stage.JOINED, Stage.SCREENING)
    assert match.other.deadlines.open().filter(code="forwarded_concern").exists()
    waiting = Case.objects.get(child__family_name="Cole")
    found = known.compare(waiting, user=southwark["mash"], at=now)
    assert match.other in [one.case for one in found.likely]
    opened, closed = (Closure.objects.get(reopened_at__isnull=is_closed) for is_closed in (False, True))
    assert opened.case.stage == Stage.ALLOCATION
    look_back = closed.case.deadlines.open().get(code="look_back")
    assert timedelta(0) < look_back.due_at - now < timedelta(days=14)
    assert all(finding["because"] for one in (opened, closed) for finding in one.checked["findings"])
