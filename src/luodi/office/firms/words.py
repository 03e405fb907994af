"""The ladder and the words pages share: which standard is which rung, what a verdict is called and coloured."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the ladder (operations A62): its standard, and the title a firm on it holds."""

    number: int
    standard: str
    label: str


LADDER = (
    Rung(1, "tech-sme", "科技型中小企业"),
    Rung(2, "innovative-sme", "创新型中小企业"),
    Rung(3, "specialised-sme", "专精特新中小企业"),
    Rung(4, "little-giant", "专精特新“小巨人”"),
    Rung(5, "high-tech", "高新技术企业"),
)
RUNGS = {r.standard: r for r in LADDER}
SHORT = {
    "tech-sme": "科技型",
    "innovative-sme": "创新型",
    "specialised-sme": "专精特新",
    "little-giant": "小巨人",
    "high-tech": "高企",
}
"""What people say for short, where a column is narrow."""
TITLES = {r.standard: r.label for r in LADDER}

COLOURS = {"pass": "green", "fail": "red", "unknown": "grey", "conflict": "yellow", "undecided": "pale"}
"""A light beside the word, which always stands with it."""

GRADES = {"A": _("A 已具备条件"), "B": _("B 只差一步"), "C": _("C 差两三步"), "D": _("D 暂不培育")}
GRADE_COLOURS = {"A": "green", "B": "yellow", "C": "pale", "D": "grey"}


def listed(names: object) -> str:
    """`;a;b;`: a list that a database can look into without knowing JSON.

    >>> listed(["a", "b"]), listed([])
    (';a;b;', '')
    """
    kept = [str(n) for n in names]  # type: ignore[attr-defined]
    return f";{';'.join(kept)};" if kept else ""


def unlisted(text: str) -> list[str]:
    """
    >>> unlisted(";a;b;"), unlisted("")
    (['a', 'b'], [])
    """
    return [part for part in text.split(";") if part]
