"""What the settings promise, read as production would."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

ASKED = """
import json, django
from django.conf import settings
django.setup()
names = ["DEBUG", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_SSL_REDIRECT", "SECURE_REFERRER_POLICY", "X_FRAME_OPTIONS", "PASSWORD_HASHERS", "SESSION_ENGINE"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


@pytest.fixture(scope="module")
def production() -> dict[str, object]:
    """The settings of a process in which MASE_DEBUG is not set."""
    environment = {name: value for name, value in os.environ.items() if name != "MASE_DEBUG"}
    environment |= {
        "MASE_SECRET_KEY": "p" * 60,
        "DATABASE_URL": "postgresql:///none",
        "DJANGO_SETTINGS_MODULE": "mase.settings",
    }
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", ASKED],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(printed.stdout)


def test_production_is_not_debugged(production: dict[str, object]) -> None:
    assert production["DEBUG"] is False


def test_cookies_stay_with_this_host_over_tls(production: dict[str, object]) -> None:
    assert str(production["SESSION_COOKIE_NAME"]).startswith("__Host-")
    assert str(production["CSRF_COOKIE_NAME"]).startswith("__Host-")
    assert production["SESSION_COOKIE_SECURE"] is production["CSRF_COOKIE_SECURE"] is True
    assert production["SESSION_COOKIE_HTTPONLY"] is True
    assert production["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_browsers_are_held_to_tls_for_a_year(production: dict[str, object]) -> None:
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SECURE_HSTS_SECONDS"] == 31_536_000
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True


def test_no_other_site_learns_addresses_or_frames_pages(production: dict[str, object]) -> None:
    assert production["SECURE_REFERRER_POLICY"] == "same-origin"
    assert production["X_FRAME_OPTIONS"] == "DENY"


def test_passwords_are_hashed_with_argon2_and_sessions_live_in_the_database(production: dict[str, object]) -> None:
    assert production["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert production["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"


def test_without_a_secret_key_production_does_not_start() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("MASE_DEBUG", "MASE_SECRET_KEY")}
    environment |= {"DATABASE_URL": "postgresql:///none", "DJANGO_SETTINGS_MODULE": "mase.settings"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert ended.returncode != 0
    assert "Set MASE_SECRET_KEY" in ended.stderr


def test_the_policy_allows_no_other_host_and_nothing_inline() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {str(source) for sources in directives.values() for source in sources}
    assert not [source for source in allowed if "//" in source or "unsafe" in source or source == "*"]
    assert directives["default-src"] == directives["object-src"] == directives["base-uri"] == ["'none'"]
