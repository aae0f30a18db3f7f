"""What every page shows about who is signed in: the person, whom they act for, and where they may go."""

from datetime import datetime

from django.apps import apps
from django.db.models import Count, Exists, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from mase import clock
from mase.agencies import access
from mase.agencies.models import Membership, User
from mase.agencies.roles import Permission

_AN_APP_SAYS = "an app says to whom it opens"  # by the ``places_opened`` of its AppConfig
_PLACES = (
    ("home", "My work", None),
    ("mash_desk", "MASH", Permission.DESK_MASH),
    ("cases", "Cases", Permission.DESK_CASES),
    ("actions", "Actions", Permission.DESK_CASES),
    ("board", "Board", Permission.DESK_BOARD),
    ("timeliness", "Timeliness", Permission.DESK_BOARD),
    ("referral_new", "New referral", Permission.DESK_REFER),
    ("consultations", "Advice", Permission.DESK_CONSULT),
    ("meetings", "MASE meetings", Permission.DESK_MEETINGS),
    ("mase_list", "MASE list", Permission.DESK_MEETINGS),
    ("at_risk", "At risk", Permission.DESK_AT_RISK),
    ("surgeries", "Surgery", _AN_APP_SAYS),
    ("complex_meetings", "Complex abuse", _AN_APP_SAYS),
    ("load", "Workload", Permission.DESK_LOAD),
    ("interventions", "Contexts", Permission.DESK_INTERVENE),
    ("people", "People and roles", Permission.DESK_PEOPLE),
    ("tools", "Screening tools", Permission.DESK_TOOLS),
    ("emergencies", "Emergency access", Permission.DESK_PRIVACY),
    ("register", "Conflicts", Permission.DESK_PRIVACY),
    ("trail_by_case", "Trail", Permission.DESK_TRAIL),
    ("watch_service", "Service", Permission.DESK_OPERATIONS),
    ("notices", "Notices{unread}", None),
)


def who(request: HttpRequest) -> dict[str, object]:
    """Return ``person`` (with ``agency``), ``navigation``, the number of unread notices, and ``desk``, for the frame.

    Templates name a permission that needs no case by its value: ``desk("desk.emergency")``.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"person": None, "navigation": [], "unread": 0, "desk": lambda name: False}
    at = clock.now()
    memberships = access.memberships(user, at=at)
    opened, unread = _opened_and_unread(user, at=at)
    held = frozenset().union(*(m.description.permissions for m in memberships))
    return {
        "person": {"name": user.name, "agency": _acting_for(memberships)},
        "navigation": _navigation(request.path, {*held, *opened}, unread=unread),
        "unread": unread,
        "desk": lambda name: Permission(name) in held,
    }


def _acting_for(memberships: tuple[Membership, ...]) -> str:
    return "; ".join(f"{m.description.label}, {m.agency.name}" for m in memberships)


def _opened_and_unread(user: User, *, at: datetime) -> tuple[set[str], int]:
    """Return the pages that an app opens on other grounds than a right alone, and how many notices are unread.

    An app says yes or no, or hands over rows of which one has to exist: every page asks, so all is asked at once.
    """
    named = [path for app in apps.get_app_configs() for path in getattr(app, "places_opened", ())]
    said = {place: says for path in named for place, says in import_string(path)(user, at=at).items()}
    rows = {f"opens_{place}": Exists(says) for place, says in said.items() if isinstance(says, QuerySet)}
    unread = Count("messages", filter=Q(messages__read_at=None))
    asked = User.objects.filter(pk=user.pk).annotate(count=unread, **rows).values("count", *rows).get()
    return {place for place, says in said.items() if asked.get(f"opens_{place}", says)}, asked["count"]


def _navigation(path: str, held: set[str], *, unread: int) -> list[dict[str, object]]:
    count = f" ({unread})" if unread else ""
    allowed = [(name, text) for name, text, needed in _PLACES if needed is None or {name, needed} & held]
    entries = [(reverse(name), text.format(unread=count)) for name, text in allowed]
    return [{"text": text, "href": href, "active": _inside(path, href)} for href, text in entries]


def _inside(path: str, href: str) -> bool:
    return path == href if href == reverse("home") else path.startswith(href)
