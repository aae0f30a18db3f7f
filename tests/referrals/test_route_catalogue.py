"""What the catalogue says of the routes: whom it fits, which steps apply, what each step asks for. Pure."""

from dataclasses import replace
from datetime import date

import pytest

from mase.profiles import all_profiles
from referrals.models import Form, Placement, RouteCode, RouteStep, Standing
from referrals.routes import ROUTES
from referrals.steps import Facts, Step
from referrals.suggesting import suggested

UNKNOWN = Facts()


def steps(code: RouteCode, **facts: object) -> set[str]:
    return {step.code for step in ROUTES[code].open_steps(replace(UNKNOWN, **facts))}


def every_step() -> list[Step]:
    return [step for route in ROUTES.values() for step in route.steps]


def test_every_route_has_its_rules_purpose_steps_and_people() -> None:
    assert set(ROUTES) == set(RouteCode)
    for code, route in ROUTES.items():
        assert route.rules, code
        assert route.purpose.endswith("."), code
        assert route.steps, code
        assert route.people, code


def test_a_step_is_named_once_in_a_route_and_fits_the_column() -> None:
    longest = RouteStep._meta.get_field("code").max_length
    for code, route in ROUTES.items():
        named = [step.code for step in route.steps]
        assert len(named) == len(set(named)), code
        assert max(map(len, named)) <= longest, code


def test_what_is_decided_fits_the_column() -> None:
    longest = RouteStep._meta.get_field("decision").max_length
    assert all(len(decision) <= longest for step in every_step() for decision in step.decisions)


def test_a_step_asks_for_something_or_is_done_on_another_page() -> None:
    for step in every_step():
        asks = bool(step.contact or step.note or step.planned or step.decisions)
        assert asks is not bool(step.page), step.code


def test_what_a_decision_starts_is_a_decision_of_the_step() -> None:
    for step in every_step():
        assert set(step.starts) <= {"", *step.decisions}, step.code


@pytest.mark.rule("SO-22", "SO-23", "SO-33", "HO-14", "SO-21")
def test_every_borough_knows_the_time_of_every_route() -> None:
    named = {timescale for route in ROUTES.values() for timescale in route.timescales}
    named |= {step.timescale for step in every_step() if step.timescale}
    named |= {timescale for step in every_step() for timescale in step.starts.values()}
    for profile in all_profiles(on=date(2026, 11, 2)):
        assert named <= set(profile.timescales), profile.code


def test_the_time_of_a_route_is_met_by_a_step_of_it() -> None:
    for code, route in ROUTES.items():
        assert set(route.timescales) <= {step.timescale for step in route.steps}, code


@pytest.mark.rule("SO-22")
@pytest.mark.parametrize(
    ("standing", "asked"),
    [
        (Standing.FOSTER, {"link_worker_asked"}),
        (Standing.RESIDENTIAL, {"home_manager_asked"}),
        (Standing.SECURE, {"home_manager_asked"}),
        (Standing.NOT_KNOWN, {"link_worker_asked", "home_manager_asked"}),
    ],
)
def test_who_cares_for_the_child_is_asked(standing: Standing, asked: set[str]) -> None:
    found = steps(RouteCode.LOOKED_AFTER, standing=standing)
    assert found & {"link_worker_asked", "home_manager_asked"} == asked


@pytest.mark.rule("SO-22", "HO-14")
def test_a_child_placed_elsewhere_has_all_steps_of_one_placed_here_and_those_of_the_host_area() -> None:
    here, elsewhere = steps(RouteCode.LOOKED_AFTER), steps(RouteCode.PLACED_ELSEWHERE)
    assert here < elsewhere
    assert elsewhere - here == {
        "host_police_contacted",
        "host_lead_contacted",
        "host_panel_referred",
        "move_planned",
        "host_told",
    }


@pytest.mark.rule("HO-14")
def test_the_new_area_is_told_only_where_a_move_is_planned() -> None:
    assert "host_told_before_move" not in steps(RouteCode.PLACED_ELSEWHERE)
    assert "host_told_before_move" in steps(RouteCode.PLACED_ELSEWHERE, has_planned_move=True)


@pytest.mark.rule("RE-5", "SO-35")
def test_another_authoritys_child_brings_their_worker_and_may_bring_both_boroughs_together() -> None:
    assert {"placing_worker_named", "placing_worker_invited", "cross_borough_considered"} <= steps(
        RouteCode.PLACED_HERE
    )


@pytest.mark.rule("SO-23", "HO-13")
def test_a_care_leaver_has_adults_co_ordinator_adviser_police_planning_and_pathway_plan() -> None:
    assert steps(RouteCode.CARE_LEAVER) == {
        "adults_considered",
        "co_ordinator_consulted",
        "adviser_named",
        "screening_considered",
        "police_considered",
        "planning_held",
        "pathway_plan_updated",
    }


@pytest.mark.rule("SO-22", "SO-23", "SO-33", "RE-5", "HO-4", "HO-13")
@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"placement": Placement.NOT_IN_CARE, "standing": Standing.CP}, []),
        ({"placement": Placement.HERE}, [RouteCode.LOOKED_AFTER]),
        ({"standing": Standing.FOSTER}, [RouteCode.LOOKED_AFTER]),
        ({"standing": Standing.SECURE}, [RouteCode.LOOKED_AFTER]),
        ({"placement": Placement.ELSEWHERE, "standing": Standing.FOSTER}, [RouteCode.PLACED_ELSEWHERE]),
        ({"placement": Placement.OTHERS}, [RouteCode.PLACED_HERE]),
        ({"form": Form.PLACED_HERE}, [RouteCode.PLACED_HERE]),
        ({"form": Form.PLACED_HERE, "standing": Standing.FOSTER}, [RouteCode.PLACED_HERE]),
        ({"trafficking": "yes"}, [RouteCode.TRAFFICKING]),
        ({"trafficking": "no"}, []),
        ({"trafficking": "yes", "placement": Placement.HERE}, [RouteCode.LOOKED_AFTER, RouteCode.TRAFFICKING]),
        ({"standing": Standing.LEAVER, "age": 17}, []),
        ({"standing": Standing.LEAVER, "age": 18}, [RouteCode.CARE_LEAVER]),
        ({"standing": Standing.LEAVER, "age": None}, []),
        ({"standing": Standing.CIN, "age": 19}, []),
    ],
)
def test_what_a_referral_says_suggests_routes(facts: dict[str, object], codes: list[RouteCode]) -> None:
    found = suggested(replace(UNKNOWN, **facts))
    assert list(found) == codes
    assert all(why.endswith(".") for why in found.values())


def test_no_word_blames_a_child() -> None:
    words = " ".join(
        [route.purpose for route in ROUTES.values()] + [f"{step.label} {step.hint}" for step in every_step()]
    ).lower()
    assert not [
        word for word in ("prostitut", "promiscu", "lifestyle", "refuses", "runaway", "streetwise") if word in words
    ]
