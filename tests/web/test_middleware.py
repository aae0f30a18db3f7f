"""Every response stays out of caches, search engines and other sites' pages; signing out empties the browser."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.urls")
FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize("address", ["/", "/gallery/", "/refused/", "/nowhere/", "/account/sign-in/"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Cache-Control", "private, no-store"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
        ("X-Robots-Tag", "noindex, nofollow"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_every_response_is_kept_private(client: Client, address: str, header: str, value: str) -> None:
    assert client.get(address)[header] == value


def test_the_policy_allows_nothing_inline_and_nobody_else(client: Client) -> None:
    response = client.get("/gallery/")
    policy = dict(rule.strip().split(" ", 1) for rule in response["Content-Security-Policy"].split(";"))
    nonce = response.content.decode().split('nonce="', 1)[1].split('"', 1)[0]

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == f"'self' 'nonce-{nonce}'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"


def test_each_response_has_a_nonce_of_its_own(client: Client) -> None:
    policies = {client.get("/gallery/")["Content-Security-Policy"] for _ in range(3)}

    assert len(policies) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Site": "cross-site"},
        FOLLOWED | {"Sec-Fetch-Dest": "iframe"},
        FOLLOWED | {"Sec-Fetch-Dest": "object"},
    ],
)
def test_another_site_cannot_take_a_page_into_its_own(client: Client, headers: dict[str, str]) -> None:
    response = client.get("/gallery/", headers=headers)

    assert (response.status_code, response.content) == (403, b"")
    assert response["Cache-Control"] == "private, no-store"


def test_another_site_cannot_post_to_us(client: Client) -> None:
    assert client.post("/gallery/", headers=FOLLOWED).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        FOLLOWED,
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"},
    ],
)
def test_a_link_that_somebody_follows_leads_here(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/", headers=headers).status_code == 200


def test_our_own_pages_may_post(client: Client) -> None:
    assert client.post("/gallery/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_signing_out_empties_the_browser(client: Client) -> None:
    assert client.post("/account/sign-out/")["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(("method", "address"), [("get", "/account/sign-out/"), ("post", "/gallery/"), ("get", "/")])
def test_nothing_else_empties_the_browser(client: Client, method: str, address: str) -> None:
    response: Any = getattr(client, method)(address)

    assert "Clear-Site-Data" not in response
