"""What each act is called and how it reads in a history. An act that is not listed cannot be recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """`template` is filled from the payload, and `{subject}` with the object's name at the time."""

    act: str
    label: str
    template: str


SENTENCES: dict[str, Sentence] = {}


class _Absent(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def register(*entries: tuple[str, str, str]) -> None:
    """Add acts: (name, label, template). Registering one name twice differently is a mistake."""
    for act, label, template in entries:
        new = Sentence(act, label, template)
        if SENTENCES.setdefault(act, new) != new:
            raise ValueError(f"act {act!r} is registered twice")


def known(act: str) -> bool:
    return act in SENTENCES


def label(act: str) -> str:
    return SENTENCES[act].label if act in SENTENCES else act


def render(act: str, subject: str, values: dict[str, Any]) -> str:
    """The sentence of an act; a value the payload lacks is shown as a dash, never an error.

    >>> register(("cup.fill", "倒茶", "给“{subject}”倒了{cups}杯茶"))
    >>> render("cup.fill", "客人", {"cups": 2}), render("cup.fill", "客人", {})
    ('给“客人”倒了2杯茶', '给“客人”倒了—杯茶')
    """
    known_as = SENTENCES.get(act)
    if known_as is None:
        return f"{act} {subject}"
    shown = {
        k: ("—" if v in (None, "", []) else "、".join(map(str, v)) if isinstance(v, list) else v)
        for k, v in values.items()
    }
    return known_as.template.format_map(_Absent(shown, subject=subject))
