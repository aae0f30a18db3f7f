"""What the demonstration tells of the MASE list: stepped up, little known, left by two people's decision, proposed."""

from datetime import datetime, timedelta

import pytest

from mase.demo import cast as demo_cast
from mase.demo import overseen, stories
from meetings import mase_list
from meetings.models import CohortRemoval
from meetings.since import Change


@pytest.mark.rule("SO-28", "SO-29")
def test_the_list_is_told_of_with_every_kind_of_change(db: None, at: datetime) -> None:
    cast = demo_cast.hire("southwark", at=at - timedelta(days=400), password=None)
    for days in (-5, 23):
        stories.schedule(cast, on=(at + timedelta(days=days)).date(), at=at - timedelta(days=60))
    overseen.settle(cast, at=at)
    reader, authority, last = cast["coordinator"], cast.authority, at - timedelta(days=5)
    kept = mase_list.kept(mase_list.current(reader, authority, at=at), after=last, ahead=None)
    found = {one.change: one for one in kept}
    assert set(found) == {Change.UP, Change.DOWN, Change.NONE}
    assert "with the borough that placed him" in found[Change.DOWN].listed_because[0]
    assert [route.authority_named for route in mase_list.rows([found[Change.DOWN]], at=at)[0].placed] == ["Camden"]
    assert len(mase_list.left(reader, authority, after=last, at=at)) == 1
    assert set(CohortRemoval.objects.values_list("agreed", flat=True)) == {True, None}
