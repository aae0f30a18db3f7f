"""The forms of sign-in and passwords: allauth's, with our labels and plain words."""

from typing import Any

from allauth.account import forms

from mase.web.forms import PlainWords

NEW = {"oldpassword": "Your password now", "password1": "New password", "password2": "New password again"}


class Login(PlainWords, forms.LoginForm):
    labels = {"login": "E-mail address"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page has its own link for a forgotten password.
        self.fields["password"].help_text = ""


class ChangePassword(PlainWords, forms.ChangePasswordForm):
    labels = NEW


class ResetPassword(PlainWords, forms.ResetPasswordForm):
    labels = {"email": "E-mail address"}


class ResetPasswordKey(PlainWords, forms.ResetPasswordKeyForm):
    labels = NEW


class ProveAgain(PlainWords, forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever has forgotten the password is signed in already: the page says what to do.
        self.fields["password"].help_text = ""
