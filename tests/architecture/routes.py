"""Every address of the product, read from the address table itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Addresses that anybody may open, signed in or not, and why.
PUBLIC = {
    "account_login": "the way in",
    "account_logout": "the way out; does nothing for a stranger",
    "account_inactive": "says that the account is switched off",
    "account_signup": "says that accounts are given, not taken",
    "account_reset_password": "who forgot the password cannot sign in",
    "account_reset_password_done": "says the same whether the account exists or not",
    "account_reset_password_from_key": "opened from the e-mail",
    "account_reset_password_from_key_done": "after the new password",
    "help": "says what the product is, nothing else",
    "calendar_feed": "a calendar cannot sign in; the secret in the address opens one person's own, neutral entries",
    "answer_by_link": "somebody without an account; secret and code open one request, nothing before both are right",
    "health": "for the load balancer; states, no content",
}


@dataclass(frozen=True)
class Route:
    """One named address with its view."""

    name: str
    view: Any

    @property
    def guard(self) -> str:
        """Return the guard's kind, or nothing where there is none."""
        return getattr(_guarded(self.view), "guard", "")

    @property
    def permission(self) -> Any:
        """Return the permission that the guard asks for, or None."""
        return getattr(_guarded(self.view), "permission", None)

    @property
    def enough(self) -> frozenset[Any]:
        """Return the permissions each of which opens it."""
        return frozenset(getattr(_guarded(self.view), "enough", {self.permission}))


def routes() -> list[Route]:
    """Return every address."""
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: list[URLPattern | URLResolver]) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns)
        else:
            yield Route(pattern.name or "", pattern.callback)


def _guarded(view: Any) -> Any:
    """Return the guarded function inside decorators about methods."""
    while not hasattr(view, "guard") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view
