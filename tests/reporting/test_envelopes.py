"""What is kept of documents opens only with our key, and only where it belongs."""

from base64 import b64encode

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from reporting import checks, envelopes

OLD, NEW = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))
PAGES = b"%PDF pages about a child"


def test_what_was_sealed_opens_under_its_own_label_and_does_not_show_what_it_is() -> None:
    sealed = envelopes.seal(PAGES, label="pack A 1")
    assert envelopes.unseal(sealed, label="pack A 1") == PAGES
    assert b"child" not in sealed
    assert envelopes.seal(PAGES, label="pack A 1") != sealed


def test_pages_that_were_put_elsewhere_or_changed_do_not_open() -> None:
    sealed = envelopes.seal(PAGES, label="pack A 1")
    for content, label in (
        (sealed, "pack A 2"),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), "pack A 1"),
        (b"", "pack A 1"),
    ):
        with pytest.raises(envelopes.CannotOpen):
            envelopes.unseal(content, label=label)


def test_an_older_key_opens_what_it_sealed_and_the_first_seals_from_now_on(settings: LazySettings) -> None:
    settings.MASE_DOCUMENT_KEYS = [OLD]
    before = envelopes.seal(PAGES, label="x")
    settings.MASE_DOCUMENT_KEYS = [NEW, OLD]
    since = envelopes.seal(PAGES, label="x")
    assert envelopes.unseal(before, label="x") == PAGES
    settings.MASE_DOCUMENT_KEYS = [NEW]
    assert envelopes.unseal(since, label="x") == PAGES
    with pytest.raises(envelopes.CannotOpen):
        envelopes.unseal(before, label="x")


@pytest.mark.parametrize("keys", [[], ["no key"], [b64encode(b"too short").decode()]])
def test_without_a_proper_key_nothing_is_sealed_and_the_deploy_check_says_so(
    settings: LazySettings, keys: list[str]
) -> None:
    settings.MASE_DOCUMENT_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="MASE_DOCUMENT_KEY"):
        envelopes.seal(PAGES, label="x")
    assert [error.id for error in checks.documents_can_be_sealed(None)] == ["reporting.E001"]


def test_with_a_key_the_deploy_check_is_silent() -> None:
    assert checks.documents_can_be_sealed(None) == []
