"""Numbers that identify a child, and how to tell a mistyped one. Pure."""

_NHS_WEIGHTS = range(10, 1, -1)


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
