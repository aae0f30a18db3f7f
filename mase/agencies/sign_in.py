"""How people sign in: accounts are given by an administrator, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest

from mase.agencies.models import User


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: an account is given with a role, by an administrator."""
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        """Say whether this is the password of the person who is signed in; wrong ones count as at sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk
