"""What is built for the browser has no font of the government's, no address of anybody, and what our markup names."""

import json
import re

import pytest
from django.conf import settings

BUILT = settings.BASE_DIR / "static/build"
HOST = re.compile(r"https?://\w")


def css(name: str) -> str:
    return (BUILT / name).read_text()


@pytest.mark.parametrize("name", ["site.css", "print.css"])
def test_no_font_is_fetched_and_no_host_is_named(name: str) -> None:
    assert "@font-face" not in css(name)
    assert "GDS Transport" not in css(name)
    assert not HOST.search(css(name))


def test_every_file_that_the_styles_name_is_built_beside_them() -> None:
    named = set(re.findall(r"url\(([^)]+)\)", css("site.css")))

    assert all((BUILT / name).is_file() for name in named)


def test_the_crown_and_the_crest_are_not_ours() -> None:
    assert "crest" not in css("site.css")
    assert "crown" not in css("site.css")


@pytest.mark.parametrize("name", [".govuk-service-navigation", ".govuk-back-link", ".moj-sub-navigation"])
def test_print_leaves_out_what_only_a_screen_can_use(name: str) -> None:
    hidden = re.search(r"([^{}]+)\{display:none\}", css("print.css"))

    assert hidden
    assert name in hidden[1].split(",")


def test_print_keeps_the_marking() -> None:
    hidden = re.search(r"([^{}]+)\{display:none\}", css("print.css"))

    assert hidden
    assert ".app-marking" not in hidden[1]


def test_the_lock_file_says_what_is_installed_and_not_from_where() -> None:
    lock = json.loads((settings.BASE_DIR / "package-lock.json").read_text())

    packages = {name: package for name, package in lock["packages"].items() if name}
    assert len(packages) > 5
    assert all("resolved" not in package and package["integrity"] for package in packages.values())
