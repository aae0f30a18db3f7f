"""Every verb is one of the six kinds of processing that the Data Protection Act 2018, section 62, wants logged."""

from collections import Counter

import pytest

from mase.audit.logged import LOGGED, LOOKING, Log, log_of
from mase.audit.models import Event
from mase.audit.verbs import Verb


def test_every_verb_is_of_one_kind_and_of_no_second() -> None:
    placed = Counter(verb for verbs in LOGGED.values() for verb in verbs)
    assert set(placed) == set(Verb), f"not placed: {set(Verb) - set(placed)}"
    assert placed.most_common(1)[0][1] == 1


def test_the_kinds_are_the_six_of_the_act_and_none_is_empty() -> None:
    assert [log.value for log in Log] == [
        "collection",
        "alteration",
        "consultation",
        "disclosure",
        "combination",
        "erasure",
    ]
    assert all(LOGGED[log] for log in Log)


@pytest.mark.parametrize(
    ("verb", "log"),
    [
        (Verb.REFERRAL_SENT, Log.COLLECTION),
        (Verb.CASE_ALLOCATED, Log.ALTERATION),
        (Verb.VIEWED, Log.CONSULTATION),
        (Verb.REFUSED, Log.CONSULTATION),
        (Verb.DOWNLOADED, Log.DISCLOSURE),
        (Verb.ACCESS_GRANTED, Log.DISCLOSURE),
        (Verb.CASE_DISCUSSED, Log.COMBINATION),
        (Verb.INTELLIGENCE_WITHDRAWN, Log.ERASURE),
    ],
)
def test_a_verb_is_of_the_kind_that_the_act_means(verb: Verb, log: Log) -> None:
    assert log_of(verb) is log
    assert Event(verb=verb.value).log is log


def test_what_shows_content_is_consulted_or_disclosed() -> None:
    assert {log_of(verb) for verb in LOOKING} == {Log.CONSULTATION, Log.DISCLOSURE}
