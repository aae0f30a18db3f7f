"""Rows in number, for lists and sweeps. What has a story is told with mase.demo.stories instead."""

import factory
from factory.django import DjangoModelFactory

from mase.agencies.models import Kind
from mase.agencies.roles import Section
from mase.cases import access
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from mase.people.models import Person


class PersonFactory(DjangoModelFactory):
    """An invented child."""

    class Meta:
        model = Person

    given_names = factory.Sequence(lambda n: f"Given{n}")
    family_name = factory.Sequence(lambda n: f"Family{n}")


class CaseFactory(DjangoModelFactory):
    """A case without any step; `cast` gives its authority and opens it to social care, as a real one is."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    class Params:
        cast = None

    child = factory.SubFactory(PersonFactory)
    authority = factory.LazyAttribute(lambda case: case.cast.authority)

    @factory.post_generation
    def opened(self, create: bool, extracted: Cast | None, **kwargs: object) -> None:
        """Open the file to social care: CaseFactory(..., opened=cast)."""
        if extracted:
            agency = extracted.authority.agencies.get(kind=Kind.SOCIAL_CARE)
            access.open_to_agency(self, agency, Section, by=extracted["mash"], at=self.opened_at, reason="Own case")


class DeadlineFactory(DjangoModelFactory):
    """A running deadline that a role answers for."""

    class Meta:
        model = Deadline

    authority = factory.LazyAttribute(lambda deadline: deadline.case.authority)
    agency = factory.LazyAttribute(lambda deadline: deadline.authority.agencies.get(kind=Kind.SOCIAL_CARE))
    path = factory.LazyAttribute(lambda deadline: deadline.case.get_absolute_url() if deadline.case else "/")
    moments = factory.LazyAttribute(lambda deadline: [deadline.started_at, deadline.due_at])
    rung = 1  # the reminder has gone out
    next_at = factory.LazyAttribute(
        lambda deadline: None if deadline.closed_at or deadline.paused_at else deadline.moments[deadline.rung]
    )
    closed_at = None
    paused_at = None
    code = "mash_check"
    key = factory.Sequence(str)
    label = "Start information sharing"
    rule = "24 hours from referral received"
    version = "southwark 2026-04-01"
    source = "SO-11"
    owner_role = "mash_manager"
    ladder = ["service_manager"]
