"""The borough's own next version of its screening tool, loaded ahead of the day from which it is valid."""

from datetime import datetime, timedelta
from pathlib import Path

from mase.demo.cast import Cast
from mase.timescales import london_day
from riskscreening import tools
from riskscreening.operations import tools as operations

_SHIPPED = Path(tools.__file__).with_name("cse_screening_v1.toml")
_OTHERWISE = (
    ("version = 1", "version = 2"),
    ('label = "Drug use"', 'label = "Drug use, vapes among them"'),
    ("percent = 25", "percent = 20"),
    ("min = 16", "min = 15"),
    ("points_past = 1", "points_past = 2"),
)


def settle(cast: Cast, *, at: datetime) -> None:
    """Load the next version as it will hold in two months."""
    text = _SHIPPED.read_text()
    comes_on = london_day(at) + timedelta(days=60)
    for was, becomes in (*_OTHERWISE, ("valid_from = 2026-04-01", f"valid_from = {comes_on}")):
        text = text.replace(was, becomes, 1)
    operations.load(cast.authority, source=text, by=cast["admin"], at=at - timedelta(days=3))
