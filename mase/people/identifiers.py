"""Numbers that identify a child, and how to tell a mistyped one. Pure."""

_NHS_WEIGHTS = range(10, 1, -1)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # without I, O and S, which read like digits


def nhs_number(typed: str) -> str:
    """Return the ten digits of an NHS number without spaces; raise ValueError where the check digit does not fit."""
    digits = typed.replace(" ", "").replace("-", "")
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("An NHS number has 10 digits, like 943 476 5919")
    remainder = 11 - sum(int(d) * w for d, w in zip(digits, _NHS_WEIGHTS, strict=False)) % 11
    if remainder % 11 != int(digits[9]) or remainder == 10:
        raise ValueError("This NHS number has a mistyped digit: check it against the source")
    return digits


def shown(number: str) -> str:
    """Return an NHS number as people read it, 3-3-4."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


def upn(typed: str) -> str:
    """Return a unique pupil number in capitals without spaces; raise ValueError where the check letter does not fit.

    A check letter and twelve digits; the last of a temporary number is a letter.
    """
    written = typed.replace(" ", "").replace("-", "").upper()
    if not _is_like_a_upn(written):
        raise ValueError("A unique pupil number has a letter and 12 digits, like B801200005001")
    total = sum(_upn_value(sign) * place for place, sign in enumerate(written[1:], start=2))
    if _UPN_LETTERS[total % len(_UPN_LETTERS)] != written[0]:
        raise ValueError("This unique pupil number has a mistyped letter or digit: check it against the source")
    return written


def _is_like_a_upn(written: str) -> bool:
    letter, digits, last = written[:1], written[1:-1], written[-1:]
    ends_well = last in _UPN_LETTERS or _is_digits(last)
    return len(written) == 13 and letter in _UPN_LETTERS and _is_digits(digits) and ends_well


def _upn_value(sign: str) -> int:
    return int(sign) if _is_digits(sign) else _UPN_LETTERS.index(sign)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
