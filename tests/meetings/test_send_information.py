"""What each member agency tells a meeting beforehand, or that it has nothing to report (SO-25, SO-31)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Deadline, Happening
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import TOPICS, AgencySubmission, ListEntry, Panel
from meetings.operations import information
from tests.meetings.conftest import told_by

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
DUE_AT = datetime(2026, 3, 16, 23, 59, 59, 999999, UTC)
MINUTE = timedelta(minutes=1)
NOTHING = dict.fromkeys(TOPICS, "") | {"nothing_to_report": True}
TOLD = NOTHING | {"nothing_to_report": False, "places": "The arcade by the station"}
OF_THE_POLICE = {"investigations": "Two open", "people_of_concern": "A man with a dark car", "hot_spots": "The park"}


def _send(cast: Cast, panel: Panel, part: str = "health", *, at: datetime = NOW, **told: Any) -> AgencySubmission:
    agency = cast.agency(part if part != "inspector" else "police")
    return information.send(panel, agency, told=TOLD | told, by=cast[part], at=at)


def _owed(panel: Panel, agency: str) -> Deadline:
    return Deadline.objects.get(code="agency_submission", key=panel.ref, agency__code=f"southwark-{agency}")


@pytest.mark.rule("SO-25", "SO-31")
def test_every_standing_member_is_asked_when_a_meeting_is_scheduled(southwark: Cast, panel: Panel):
    owed = Deadline.objects.filter(code="agency_submission", key=panel.ref).select_related("agency")
    answer = {row.agency.code.partition("-")[2]: (row.owner_role, row.ladder, row.due_at) for row in owed}
    assert answer == {
        "csc": ("co_ordinator", ["service_manager"], DUE_AT),
        "police": ("police_inspector", ["co_ordinator"], DUE_AT),
        "health": ("partner_lead", ["co_ordinator"], DUE_AT),
        "education": ("partner_lead", ["co_ordinator"], DUE_AT),
        "yjs": ("partner_lead", ["co_ordinator"], DUE_AT),
    }
    assert _owed(panel, "health").path == reverse("send_information", args=[panel.ref, "southwark-health"])


@pytest.mark.rule("SO-25")
@pytest.mark.parametrize(
    ("meets_on", "due_at"),
    [
        (date(2026, 4, 2), datetime(2026, 3, 23, 23, 59, 59, 999999, UTC)),
        (date(2026, 4, 9), datetime(2026, 3, 30, 22, 59, 59, 999999, UTC)),
        (date(2026, 10, 29), datetime(2026, 10, 19, 22, 59, 59, 999999, UTC)),
        (date(2026, 11, 5), datetime(2026, 10, 26, 23, 59, 59, 999999, UTC)),
    ],
    ids=["before the clocks go forward", "after it", "before the clocks go back", "after it "],
)
def test_it_is_due_ten_days_before_as_londons_clocks_show_it(
    southwark: Cast, at: datetime, meets_on: date, due_at: datetime
):
    assert _owed(stories.schedule(southwark, on=meets_on, at=at), "health").due_at == due_at


def test_at_short_notice_it_is_due_by_the_meeting(southwark: Cast):
    panel = stories.schedule(southwark, on=date(2026, 3, 26), at=datetime(2026, 3, 18, 9, tzinfo=UTC))
    assert _owed(panel, "health").due_at == panel.scheduled_for


@pytest.mark.rule("SO-25")
@pytest.mark.parametrize(
    ("after", "late"), [(-MINUTE, False), (timedelta(0), False), (MINUTE, True)], ids=["before", "at", "after"]
)
def test_sending_meets_the_agencys_own_deadline_only(southwark: Cast, panel: Panel, after: timedelta, late: bool):
    sent = _send(southwark, panel, at=DUE_AT + after)
    owed = _owed(panel, "health")
    kinds = [row.kind for row in owed.events.order_by("pk")]
    assert (owed.closed_as, sent.sent_by) == ("met", southwark["health"])
    assert kinds == [Happening.STARTED, *([Happening.BREACHED] if late else []), Happening.MET]
    assert _owed(panel, "education").closed_at is None
    event = Event.objects.get(verb=Verb.INFORMATION_SENT)
    assert (event.case, event.detail) == ("", {"meeting": panel.ref, "agency": "southwark-health"})
    assert TOLD["places"] not in str(event.detail)


@pytest.mark.rule("SO-25")
def test_who_has_not_sent_is_told_and_the_co_ordinator_too(southwark: Cast, panel: Panel):
    _send(southwark, panel)
    ladder.sweep(at=DUE_AT + MINUTE)
    reached = {agency: told_by(f"deadline-{_owed(panel, agency).pk}-1-") for agency in ("health", "police", "csc")}
    assert reached["health"] == set()
    assert reached["police"] == {southwark["inspector"], southwark["coordinator"]}
    assert reached["csc"] == {southwark["coordinator"], southwark["service"]}


@pytest.mark.rule("SO-25")
def test_nothing_to_report_is_an_answer(southwark: Cast, panel: Panel):
    sent = _send(southwark, panel, nothing_to_report=True)
    assert (sent.nothing_to_report, sent.places, _owed(panel, "health").closed_as) == (True, "", "met")


@pytest.mark.rule("SO-31")
def test_investigations_people_of_concern_and_hot_spots_are_the_polices(southwark: Cast, panel: Panel):
    police, health = _send(southwark, panel, "inspector", **OF_THE_POLICE), _send(southwark, panel, **OF_THE_POLICE)
    assert [getattr(police, name) for name in OF_THE_POLICE] == list(OF_THE_POLICE.values())
    assert [getattr(health, name) for name in OF_THE_POLICE] == ["", "", ""]


@pytest.mark.rule("SO-25")
def test_it_may_be_corrected_until_the_agenda_is_circulated(southwark: Cast, listed: ListEntry):
    panel = listed.panel
    _send(southwark, panel)
    corrected = _send(southwark, panel, places="The bus garage", at=NOW + MINUTE)
    assert (corrected.places, corrected.history.count(), panel.submissions.count()) == ("The bus garage", 2, 1)
    stories.circulate(southwark, panel, at=NOW + 2 * MINUTE)
    with pytest.raises(AlreadyDone, match="circulated"):
        _send(southwark, panel, at=NOW + 3 * MINUTE)
    assert _send(southwark, panel, "education", at=NOW + 3 * MINUTE).places == TOLD["places"]


def test_an_agency_that_is_no_member_sends_nothing(southwark: Cast, panel: Panel):
    with pytest.raises(NotEntitled):
        information.send(panel, southwark.agency("harbour"), told=TOLD, by=southwark["school"], at=NOW)


def test_an_authority_that_does_not_ask_takes_nothing(barnet: Cast, at: datetime, signed_in):
    panel = stories.schedule(barnet, on=date(2026, 3, 26), at=at)
    assert not Deadline.objects.filter(code="agency_submission").exists()
    with pytest.raises(Refused, match="not asked"):
        information.send(panel, barnet.agency("health"), told=TOLD, by=barnet["health"], at=NOW)
    client = signed_in(barnet["health"])
    assert "Information from the agencies" not in client.get(panel.get_absolute_url()).text
    assert "not asked" in client.get(reverse("agency_information", args=[panel.ref])).text
    assert "not asked" in client.get(reverse("send_information", args=[panel.ref, "barnet-health"])).text


def test_approved_minutes_take_nothing_more_and_what_was_not_sent_is_no_longer_owed(
    southwark: Cast, approved: ListEntry, later: datetime, signed_in
):
    with pytest.raises(AlreadyDone, match="approved"):
        _send(southwark, approved.panel, at=later)
    owed = _owed(approved.panel, "health")
    assert (owed.closed_as, owed.breached_at) == ("withdrawn", owed.due_at)
    assert "Not sent" in signed_in(southwark["chair"]).get(approved.panel.get_absolute_url()).text


@pytest.mark.parametrize("told", [NOTHING | {"nothing_to_report": False}, TOLD | {"nothing_to_report": True}])
def test_silence_and_words_beside_nothing_are_refused_by_the_database(
    southwark: Cast, panel: Panel, told: dict[str, Any]
):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgencySubmission.objects.create(
            panel=panel, agency=southwark.agency("health"), sent_at=NOW, sent_by=southwark["health"], **told
        )


@pytest.mark.rule("SO-25", "SO-31")
def test_an_agency_sends_on_its_page_and_sees_what_it_sent(southwark: Cast, panel: Panel, signed_in):
    client = signed_in(southwark["inspector"])
    address = reverse("send_information", args=[panel.ref, "southwark-police"])
    assert address in client.get(reverse("agency_information", args=[panel.ref])).text
    assert "Hot spots" in client.get(address).text
    page = client.post(address, {"anything": "yes", "hot_spots": " "})
    assert (page.status_code, "Enter what your agency has to report" in page.text) == (200, True)
    page = client.post(address, {"hot_spots": "The park"})
    assert (page.status_code, "The park" in page.text) == (200, True)
    answer = client.post(address, {"anything": "yes", "hot_spots": "The park"})
    assert answer.headers["Location"] == reverse("agency_information", args=[panel.ref])
    assert "The park" in client.get(answer.headers["Location"]).text
    assert "The park" in client.get(address).text
    assert client.post(address, {"anything": "no"}).status_code == 302
    assert "The park" not in client.get(answer.headers["Location"]).text


def test_other_agencies_are_not_asked_about_investigations(southwark: Cast, panel: Panel, signed_in):
    page = signed_in(southwark["health"]).get(reverse("send_information", args=[panel.ref, "southwark-health"]))
    assert "Places of raised risk" in page.text
    assert "Open investigations" not in page.text


@pytest.mark.rule("SO-25")
def test_the_meetings_page_says_who_has_sent_and_who_has_not(southwark: Cast, panel: Panel, signed_in, clock):
    _send(southwark, panel, nothing_to_report=True)
    clock.move_to(DUE_AT + MINUTE)
    page = signed_in(southwark["chair"]).get(panel.get_absolute_url()).text
    assert "Nothing to report" in page
    assert "Overdue" in page


@pytest.mark.rule("SO-25", "ALL-5")
def test_members_read_what_the_others_sent_once_the_agenda_is_circulated(
    southwark: Cast, listed: ListEntry, signed_in, subtests
):
    panel = listed.panel
    _send(southwark, panel)
    address = reverse("agency_information", args=[panel.ref])

    def read_by() -> set[str]:
        parts = ("health", "health.member", "coordinator", "minutes", "education", "police.member", "chair")
        return {part for part in parts if TOLD["places"] in signed_in(southwark[part]).get(address).text}

    assert read_by() == {"health", "health.member", "coordinator", "minutes"}
    stories.circulate(southwark, panel, at=NOW)
    assert read_by() == {"health", "health.member", "coordinator", "minutes", "education", "police.member", "chair"}


def test_who_reaches_the_page(southwark: Cast, barnet: Cast, panel: Panel, signed_in, subtests):
    address = reverse("send_information", args=[panel.ref, "southwark-health"])
    expected = {"health": 200, "health.member": 403, "inspector": 404, "coordinator": 404, "chair": 403, "school": 404}
    for part, status in expected.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(barnet["health"]).get(address).status_code == 404
    assert signed_in(southwark["health"]).delete(address).status_code == 405
