"""A page with every component on it, for the tests of how they look and whether everybody can use them."""

from datetime import UTC, date, datetime
from pathlib import Path

from django.contrib.messages.storage.base import Message
from django.forms import PasswordInput, Select
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.utils import csrf_input

from mase.web import fields
from mase.web.forms import Form

NOW = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
HERE = Path(__file__).parent


class Everything(Form):
    """One field of every kind."""

    reveals = {"strategy": {"yes": ["held_on", "advice"]}}

    family_name = fields.TextField(label="Family name", called="the child's family name", max_length=40)
    born_on = fields.DayField(
        label="Date of birth", called="the child's date of birth", help_text="For example, 27 3 2012", limit="past"
    )
    met_at = fields.MomentField(
        label="When was the child last seen?",
        called="when the child was last seen",
        help_text="For example, 27 3 2026 and 14:30",
        required=False,
    )
    concern = fields.LongTextField(
        label="What are you worried about?",
        called="what you are worried about",
        help_text="What was seen or said, by whom, and when. Quote the child's own words.",
        max_length=2000,
    )
    note = fields.LongTextField(label="Note for the duty team", required=False)
    strategy = fields.YesNoField(
        label="Has a strategy meeting been held?", called="whether a strategy meeting has been held"
    )
    held_on = fields.DayField(label="When was it held?", called="the day of the strategy meeting")
    advice = fields.TextField(label="What was agreed?", called="what was agreed")
    level = fields.ChoiceField(
        label="Level of risk",
        choices=[("red", "Red"), ("amber", "Amber"), ("green", "Green")],
        hints={"red": "A child who is likely to be a victim", "amber": "A vulnerable child"},
    )
    contexts = fields.ChoicesField(
        label="Where does the harm happen?",
        called="where the harm happens",
        choices=[("school", "School"), ("peers", "Peer group"), ("online", "Online")],
    )
    agency = fields.ChoiceField(
        label="Agency", choices=[("", "Choose an agency"), ("police", "Police"), ("health", "Health")], widget=Select
    )
    slot = fields.NumberField(label="Length of the slot", min_value=5, max_value=60)
    email = fields.EmailField(label="E-mail address", required=False)
    secret = fields.TextField(label="Password", widget=PasswordInput)
    document = fields.FileField(label="Completed screening form", called="the completed screening form")
    agreed = fields.ConfirmField(label="I have spoken to my manager", called="that you have spoken to your manager")


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; what is posted comes back with its errors."""
    form = Everything(request.POST, request.FILES, at=NOW) if request.method == "POST" else Everything(at=NOW)
    template = engines["jinja2"].env.from_string((HERE / "gallery.html").read_text())
    return HttpResponse(template.render(frame(request) | {"form": form, "now": NOW, "on": date(2026, 3, 11)}))


def frame(request: HttpRequest) -> dict[str, object]:
    """Return what the page's frame shows, for somebody who is signed in."""
    return {
        "request": request,
        "csrf_input": csrf_input(request),
        "person": {"name": "Amina Khan", "agency": "Social worker, Barnet children's social care"},
        "navigation": [
            {"text": "My work", "href": "/", "active": True},
            {"text": "Cases", "href": "/cases/", "active": False},
            {"text": "New referral", "href": "/referrals/new/", "active": False},
            {"text": "MASE", "href": "/meetings/", "active": False},
            {"text": "Notices (3)", "href": "/notices/", "active": False},
        ],
        "messages": [Message(25, "The referral is accepted."), Message(20, "The list closes on Friday.")],
    }
