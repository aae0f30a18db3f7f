"""Where a list goes on: what was written is read again, and what nobody wrote is not found."""

from datetime import UTC, datetime

import pytest
from django.http import Http404

from mase.web import places

AT = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)


def test_what_was_written_is_read_again() -> None:
    assert places.read(places.written(AT, 7)) == (AT, 7)


def test_nothing_stands_for_the_beginning() -> None:
    assert places.read("") is None


@pytest.mark.parametrize(
    "text",
    [
        "yesterday_7",
        "2026-02-30T10:00:00+00:00_7",
        "2026-03-02T10:00:00_7",  # of no zone
        "2026-03-02T10:00:00+00:00",
        "2026-03-02T10:00:00+00:00_",
        "2026-03-02T10:00:00+00:00_seven",
        "2026-03-02T10:00:00+00:00_-7",
        "2026-03-02T10:00:00+00:00_\u0667",
        "2026-03-02T10:00:00+00:00_" + "7" * 19,
        "_7",
    ],
)
def test_what_nobody_wrote_is_not_found(text: str) -> None:
    with pytest.raises(Http404):
        places.read(text)


def test_the_longest_number_is_read() -> None:
    assert places.number("9" * 18) == 10**18 - 1
