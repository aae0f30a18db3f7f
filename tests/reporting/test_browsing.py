"""Somebody who looks up neighbours among three months of ordinary work is found within a day, at few false alarms."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Allocation, Case
from mase.demo.cast import Cast
from mase.people.models import Person
from mase.timescales.calendars import Calendar, instant
from reporting import signals, trail
from reporting.patterns import Signal
from reporting.periods import Period
from tests.reporting.looking import looked

DAYS, CASES = 90, 60
FIRST = date(2026, 3, 9)  # Easter and two bank holidays in May lie ahead
WEEK = timedelta(days=7)
CSC = "southwark-csc"
WORKERS = ("worker", "second.worker")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cases(southwark: Cast, at: datetime) -> list[Case]:
    """Sixty children of fifty names, each allocated to one of two workers by the team manager."""
    opened_at = instant(FIRST - timedelta(days=120), time(9))
    found = []
    for number in range(CASES):
        child = Person.objects.create(given_names="Given", family_name=f"Family{number % 50}")
        case = Case.objects.create(authority=southwark.authority, child=child, opened_at=opened_at)
        worker = southwark[WORKERS[number % 2]]
        Allocation.objects.create(case=case, worker=worker, allocated_by=southwark["team"], begins_at=opened_at)
        found.append(case)
    return found


class Office:
    """What people of a borough do on a day, drawn with a seed: mostly their own cases, by day, and some late ones."""

    def __init__(self, cast: Cast, cases: list[Case], calendar: Calendar, seed: int) -> None:
        self.cast, self.cases, self.calendar = cast, cases, calendar
        self.draw = random.Random(seed)  # noqa: S311 the same days each time

    def day(self, day: date) -> Iterator[Event]:
        """Yield what is looked at and done on this day."""
        if not self.calendar.is_working_day(day):
            yield from self._weekend(day)
            return
        for number, part in enumerate(WORKERS):
            own = self.cases[number::2]
            yield from self._works(self.cast[part], self.draw.sample(own, 6), day)
            if self.draw.random() < 0.1:  # one own case is written up at night
                yield self._look(self.cast[part], self.draw.choice(own), instant(day, time(20, 40)))
        yield from self._works(self.cast["team"], self.draw.sample(self.cases, 12), day)  # who allocated them all
        yield from self._signs(self.cast["atm"], self.draw.sample(self.cases, 3), day)
        yield from self._glances(self.cast["coordinator"], self.draw.sample(self.cases, 8), day)
        yield from self._glances(self.cast["mash"], self.draw.sample(self.cases, 5), day)

    def _weekend(self, day: date) -> Iterator[Event]:
        if self.draw.random() < 0.3:
            yield self._look(self.cast["mash"], self.draw.choice(self.cases), instant(day, time(15)))

    def _works(self, person: User, cases: list[Case], day: date) -> Iterator[Event]:
        for case in cases:
            for _ in range(self.draw.randint(1, 4)):
                yield self._look(person, case, self._by_day(day))

    def _signs(self, person: User, cases: list[Case], day: date) -> Iterator[Event]:
        for case in cases:
            moment = self._by_day(day)
            yield self._look(person, case, moment)
            yield self._look(person, case, moment + MINUTE, Verb.SCREENING_SIGNED)

    def _glances(self, person: User, cases: list[Case], day: date) -> Iterator[Event]:
        for case in cases:
            yield self._look(person, case, self._by_day(day))

    def _by_day(self, day: date) -> datetime:
        return instant(day, time(8)) + self.draw.randint(0, 10 * 60) * MINUTE

    def _look(self, person: User, case: Case, at: datetime, verb: Verb = Verb.VIEWED) -> Event:
        return Event(verb=verb.value, at=at, actor=person.pk, agency=CSC, case=case.ref, subject="cases.case")


@pytest.fixture
def traffic(southwark: Cast, cases: list[Case]) -> int:
    """Ninety days of ordinary work; how many rows it left."""
    calendar = southwark.authority.profile_at(instant(FIRST, time(9))).calendar
    office = Office(southwark, cases, calendar, seed=20260309)
    events = [event for number in range(DAYS) for event in office.day(FIRST + timedelta(days=number))]
    return len(Event.objects.bulk_create(events))


def _signals(cast: Cast, first: date, last: date) -> list[Signal]:
    seen = trail.scope(cast["privacy"], at=instant(last + timedelta(days=1), time(8)))
    return signals.found(seen, Period(first, last))


@pytest.mark.rule("ALL-5")
def test_ordinary_work_raises_at_most_two_false_alarms_a_week(southwark: Cast, cases: list[Case], traffic: int) -> None:
    assert traffic > 4000
    weeks = [FIRST + n * WEEK for n in range(DAYS // 7)]
    alarms = [len(_signals(southwark, week, week + WEEK - timedelta(days=1))) for week in weeks]
    assert max(alarms) <= 2, alarms


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("number", range(4))
def test_looking_up_a_child_one_has_no_part_in_is_found_the_next_morning(
    southwark: Cast, cases: list[Case], traffic: int, number: int
) -> None:
    day = FIRST + timedelta(days=42 + number)
    celebrity = Case.objects.create(
        authority=southwark.authority,
        child=Person.objects.create(given_names="Given", family_name="Known"),
        opened_at=instant(FIRST, time(9)),
    )
    nosy = southwark["service" if number % 2 else "atm"]
    office = Office(southwark, [celebrity], southwark.authority.profile.calendar, seed=number)
    # Who answers for every case is found when they come at night (or leaf through many).
    at = instant(day, time(22, 30) if number % 2 else time(13, 5))
    office._look(nosy, celebrity, at).save()
    found = _signals(southwark, day, day)
    assert nosy.pk in {signal.person for signal in found}
    (signal,) = [one for one in found if one.person == nosy.pk and one.kind in ("unconnected", "hours")][:1]
    assert signal.cases == (celebrity.ref,)


def test_who_looks_up_people_for_years_is_found_on_each_of_the_days(
    southwark: Cast, cases: list[Case], traffic: int
) -> None:
    health, days = southwark["health.member"], [FIRST + timedelta(days=n) for n in range(10, 80, 7)]
    for number, day in enumerate(days):
        looked(health, [cases[number % 4].ref], at=instant(day, time(11)), agency="southwark-health")
    for day in days:
        assert health.pk in {signal.person for signal in _signals(southwark, day, day)}, day


def test_a_scrape_before_leaving_the_job_is_found_the_same_day(
    southwark: Cast, cases: list[Case], traffic: int
) -> None:
    day = FIRST + timedelta(days=50)
    office = Office(southwark, cases, southwark.authority.profile.calendar, seed=1)
    start = instant(day, time(16))
    Event.objects.bulk_create(
        office._look(southwark["worker"], case, start + number * MINUTE) for number, case in enumerate(cases)
    )
    kinds = {signal.kind for signal in _signals(southwark, day, day) if signal.person == southwark["worker"].pk}
    assert "burst" in kinds
