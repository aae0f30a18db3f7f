"""Seals what is kept of documents: AES-256-GCM under a key that the database does not hold.

The label says what is inside and where it belongs. It is not written down with it, so what was put into another row
does not open there.
"""

import os
from base64 import b64decode
from binascii import Error

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12


class CannotOpen(Exception):
    """None of the keys opens it: it was sealed with another, was changed, or belongs elsewhere."""


def seal(content: bytes, *, label: str) -> bytes:
    """Return the content sealed with the newest key; ImproperlyConfigured where there is none."""
    nonce = os.urandom(_NONCE)
    return nonce + _locks()[0].encrypt(nonce, content, label.encode())


def unseal(sealed: bytes, *, label: str) -> bytes:
    """Return what was sealed with this label under one of the keys; CannotOpen where it does not open."""
    for lock in _locks():
        try:
            return lock.decrypt(sealed[:_NONCE], sealed[_NONCE:], label.encode())
        except (InvalidTag, ValueError):  # too short to hold anything
            continue
    raise CannotOpen


def keys_missing() -> str:
    """Return what is wrong with MASE_DOCUMENT_KEY, or nothing."""
    try:
        _locks()
    except ImproperlyConfigured as fault:
        return str(fault)
    return ""


def _locks() -> list[AESGCM]:
    if not settings.MASE_DOCUMENT_KEYS:
        raise ImproperlyConfigured("Set MASE_DOCUMENT_KEY: without it no agenda pack is made or opened.")
    return [AESGCM(_key(text)) for text in settings.MASE_DOCUMENT_KEYS]


def _key(text: str) -> bytes:
    try:
        key = b64decode(text, validate=True)
    except Error:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("MASE_DOCUMENT_KEY is no key: it takes 32 random bytes, written in base 64.")
    return key
