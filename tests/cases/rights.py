"""Readers of a history, by what they may see of the file."""

from collections.abc import Callable

from mase.agencies.roles import Permission


def everything(permission: Permission) -> bool:
    """Read as somebody to whom the whole file is open."""
    return True


def only(*allowed: Permission) -> Callable[[Permission], bool]:
    """Read as somebody who holds these rights and no others."""
    return lambda permission: permission in allowed
