"""Who is who: authorities, their agencies, people, and the memberships that say when somebody acted for whom."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from mase import clock, profiles, timescales
from mase.agencies import roles
from mase.web import reader


class Authority(models.Model):
    """A local authority whose procedures come from the profile of the same code."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name

    @property
    def profile(self) -> profiles.Profile:
        """Return the procedures that are in force today."""
        return self.profile_at(clock.now())

    def profile_at(self, at: datetime) -> profiles.Profile:
        """Return the procedures that are in force at that moment."""
        return profiles.get(self.code, on=timescales.london_day(at))


class Kind(models.TextChoices):
    """What sort of agency it is; standing membership and requests for information go by kind."""

    SOCIAL_CARE = "social_care", "Children's social care"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    SCHOOL = "school", "School or college"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    EARLY_HELP = "early_help", "Early help"
    HOUSING = "housing", "Housing"
    PROBATION = "probation", "Probation"
    VOLUNTARY = "voluntary", "Voluntary organisation"


class Agency(models.Model):
    """An organisation that works with an authority's children; grants are made to its group."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="agencies")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")
    kind = models.CharField(max_length=20, choices=Kind)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="agency_kind_known"),
            models.UniqueConstraint(
                fields=["authority"], condition=Q(kind="social_care"), name="agency_one_social_care_an_authority"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def holding(self, *codes: str, authority: Authority, at: datetime) -> Self:
        """Return the active people who hold one of these roles in the authority at that moment, by name."""
        return self.through(Membership.objects.at(at).filter(role__in=codes, agency__authority=authority))

    def of(self, agency: Agency, *, at: datetime) -> Self:
        """Return the active people who belong to the agency at that moment, by name."""
        return self.through(agency.memberships.at(at))

    def through(self, held: models.QuerySet[Any]) -> Self:
        """Return the active people whose memberships or grants these are, by name, once each."""
        return self.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: str) -> "User":
        """Create a person who can sign in; without a password they set one from the link in the reset e-mail."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A professional who signs in."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="user_email_lower")
        ]

    def __str__(self) -> str:
        return self.name

    def acting_for(self, at: datetime) -> str:
        """Return the code of the agency the person acts for at that moment, or nothing."""
        held = self.held(at)
        return held[0].agency.code if held else ""

    def held(self, at: datetime) -> "tuple[Membership, ...]":
        """Return the memberships in force at that moment, oldest first, with their agencies."""
        found = self.memberships.at(at).select_related("agency__authority").order_by("begins_at", "pk")
        return reader.kept(("held", self.pk), lambda: tuple(found))


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: date) -> Self:
        """Return the days away that this day is one of; the first and the last count."""
        return self.filter(begins_on__lte=day, ends_on__gte=day)

    def touching(self, begins_on: date, ends_on: date) -> Self:
        """Return what shares a day with these days."""
        return self.filter(begins_on__lte=ends_on, ends_on__gte=begins_on)

    def not_over(self, today: date) -> Self:
        """Return what has not ended before today."""
        return self.filter(ends_on__gte=today)

    def of(self, people: Iterable[User]) -> Self:
        """Return the days away of these people, the next first."""
        return (
            self.filter(user__in=people)
            .select_related("user", "noted_by", "covered_by")
            .order_by("begins_on", "user__name", "pk")
        )


class Leave(models.Model):
    """Days on which somebody is away; what is late goes to the next person on the ladder meanwhile."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leave")
    begins_on = models.DateField()
    ends_on = models.DateField(help_text="the last day away")
    covered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="covers", help_text="who answers meanwhile"
    )
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="leave_ends_after"),
            models.CheckConstraint(condition=~Q(covered_by=F("user")), name="leave_covered_by_another"),
        ]
        indexes = [models.Index(fields=["user", "ends_on"], name="leave_of_user")]

    def __str__(self) -> str:
        return f"Leave {self.pk} of {self.user_id}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def at(self, moment: datetime) -> Self:
        """Return the memberships in force at that moment."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment), begins_at__lte=moment)

    def entitled(self, permission: roles.Permission) -> Self:
        """Return the memberships whose role holds the permission."""
        return self.filter(role__in=roles.holding(permission))


class Membership(models.Model):
    """A person's role in an agency, from one moment until another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=roles.CHOICES)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("begins_at")), name="membership_ends_after"
            ),
            models.CheckConstraint(condition=Q(role__in=list(roles.ROLES)), name="membership_role_known"),
            models.UniqueConstraint(
                fields=["user", "agency", "role"], condition=Q(ends_at=None), name="membership_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.description.label}, {self.agency}"

    @property
    def description(self) -> roles.Role:
        """Return the role's row of the rights table."""
        return roles.ROLES[self.role]


class PointOfContact(models.Model):
    """The one person through whom others reach an agency (BR-8), from one moment until another is named."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="points_of_contact")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    telephone = models.CharField(max_length=40)
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "points of contact"
        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=Q(ended_at=None), name="point_of_contact_single"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("named_at")), name="point_of_contact_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"Point of contact {self.pk} of {self.agency_id}"


class CalendarAddress(models.Model):
    """A private address from which a person's calendar fetches their deadlines and meetings.

    Only the hash of its secret is kept: whoever reads the table cannot fetch anything with it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_addresses")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(withdrawn_at=None), name="calendar_address_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("created_at")),
                name="calendar_address_withdrawn_after",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar address {self.pk} of {self.user_id}"
