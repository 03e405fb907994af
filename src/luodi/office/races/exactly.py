"""Exact numbers as text and back, and the digest of plain values."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any


def told(value: Fraction | None) -> str | None:
    """A decimal where there is one, else a fraction; nothing is rounded.

    >>> told(Fraction(1, 8)), told(Fraction(1, 3)), told(Fraction(-300)), told(None)
    ('0.125', '1/3', '-300', None)
    """
    if value is None:
        return None
    whole, places = value.denominator, 0
    while whole % 10 == 0:
        whole, places = whole // 10, places + 1
    for prime in (2, 5):
        while whole % prime == 0:
            whole, places = whole // prime, places + 1
    if whole != 1:
        return str(value)
    while value.denominator != 1 and (value * 10**places).denominator != 1:
        places += 1
    scaled = abs(value) * 10**places
    text = f"{scaled.numerator:0{places + 1}d}"
    text = f"{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".") if places else text
    return f"-{text}" if value < 0 else text


def read(text: str | None) -> Fraction | None:
    """What `told` wrote.

    >>> read("0.125"), read("1/3"), read(None)
    (Fraction(1, 8), Fraction(1, 3), None)
    """
    return None if text is None else Fraction(text)


def printed(value: Fraction | None, places: int = 2) -> str:
    """Half up, away from zero, as official tables are.

    >>> printed(Fraction(145, 1000)), printed(Fraction(-5, 2), 0), printed(None)
    ('0.15', '-3', '—')
    """
    if value is None:
        return "—"
    whole, rest = divmod(abs(value) * 10**places, 1)
    number = int(whole) + (rest * 2 >= 1)
    text = f"{number:0{places + 1}d}"
    text = f"{text[:-places]}.{text[-places:]}" if places else text
    return f"-{text}" if value < 0 and number else text


def digest(plain: Any) -> str:
    """SHA-256 of the canonical JSON: the same values always give the same."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
