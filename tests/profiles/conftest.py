import pytest

from mase.profiles import loader

NEWHAM = """
code = "newham"
name = "Newham"
gss_code = "E09000025"
valid_from = 2026-09-01
rag_outcomes = ["red", "amber", "green", "blue"]
risk_levels = ["Emerging", "Significant"]
panel_chairs = ["Director of Operations", "Superintendent"]

[wording]
panel = "MACE"
co_ordinator = "Exploitation co-ordinator"
partnership = "Newham Safeguarding Children Partnership"
map = "child exploitation meeting"

[office]
opens = 08:30:00
closes = 18:00:00
closing_days = [2026-12-29, 2026-12-30, 2026-12-31]
received_out_of_hours = "next_working_day"

[timescales.mase_submission]
length = "5 working days before"
reminder = "2 working days"

[timescales.strategy_meeting]
length = "15 working hours"
"""


@pytest.fixture
def newham(tmp_path):
    """Return a borough's file whose words a test can change: write it, and read it as a profile."""
    path = tmp_path / "newham.toml"

    def load(old: str = "", new: str = ""):
        assert old in NEWHAM
        path.write_text(NEWHAM.replace(old, new, 1) if old else NEWHAM + new)
        return loader.load(path)

    return load
