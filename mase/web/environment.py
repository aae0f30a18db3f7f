"""The Jinja2 environment of every page, e-mail and document: strict about our names, at ease with GOV.UK's macros."""

import unicodedata
from collections.abc import MutableMapping
from datetime import date, datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined, Template

from mase.clock import LONDON
from mase.web import logs, rendering

GOVUK = "govuk_frontend_jinja"


def environment(**options: Any) -> Environment:
    """Return the environment; `options` come from Django's backend, whose lenient `undefined` is overruled."""
    options["loader"] = ChoiceLoader([options["loader"], GovukMacros()])
    options["undefined"] = StrictUndefined
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.do"])  # noqa: S701
    env.globals |= {
        "static": static,
        "url": url,
        "request_id": logs.request_id,
        "control": rendering.control,
        "opens_under_an_answer": rendering.opens_under_an_answer,
        "summary_of_errors": rendering.summary_of_errors,
    }
    env.filters |= {"day": day, "time": time_of_day, "moment": moment, "plural": plural, "direction": direction}
    return env


class GovukMacros(BaseLoader):
    """Loads GOV.UK's macros into an environment of their own: they lean on an undefined name being false."""

    def __init__(self) -> None:
        self.environment = Environment(
            loader=PrefixLoader({GOVUK: PackageLoader(GOVUK)}), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        # The macros indent what they nest, line by line, and so would add blanks to the text inside a textarea.
        self.environment.filters["indent"] = lambda html, *_: html

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Return the compiled template, bound to the lenient environment."""
        return self.environment.get_template(name)


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


def day(value: date) -> str:
    """Write a day, or the London day of a moment: 12 March 2026."""
    value = _in_london(value)
    return f"{value.day} {value:%B %Y}"


def time_of_day(value: datetime) -> str:
    """Write the London time of a moment: 14:05."""
    return f"{_in_london(value):%H:%M}"


def moment(value: datetime) -> str:
    """Write a moment in London time: 12 March 2026 at 14:05."""
    return f"{day(value)} at {time_of_day(value)}"


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count and what is counted: 1 child, 3 children."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def direction(text: str) -> str:
    """Return which way a text runs by its first letter, rtl or ltr: on paper nothing does what dir="auto" does."""
    strong = (kind for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL"))
    return "ltr" if next(strong, "L") == "L" else "rtl"


def _in_london(value: date) -> date:
    return timezone.localtime(value, LONDON) if isinstance(value, datetime) else value
