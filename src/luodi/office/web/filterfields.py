"""The fields of a filter that speaks, one small class for each kind: what it offers, what it asks, what it says.

A field never refuses: what it cannot read, or what lies outside the person's sight, it leaves out, and
the filter tells so. Both cases read the same, so that nobody learns what exists elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.choices import BaseChoiceIterator

from luodi.office.web.filters import unhidden

Choice = tuple[str, Any]  # value, label; or a group's name and its choices
TEXT_LIMIT = 100


@dataclass
class Field:
    """One condition. `ask` turns the cleaned value into a query, `say` into the words of the title."""

    name: str
    label: str
    ask: Callable[[Any], Q]
    say: Callable[[Any], str]

    def clean(self, given: Sequence[str]) -> Any:
        """The value, None for nothing asked, `Unknown` for what cannot be read."""
        raise NotImplementedError

    def widget(self) -> forms.Field:
        raise NotImplementedError

    def initial(self, value: Any) -> Any:
        return value


class Ready(BaseChoiceIterator):
    """Choices as they are: Django would look through hundreds of pairs again for each list and each page."""

    def __init__(self, *choices: Choice):
        self.choices = choices

    def __iter__(self) -> Iterator[Choice]:
        return iter(self.choices)


class Unknown:
    """What a field answers when it does not know the value."""


UNKNOWN = Unknown()


def flat(choices: Sequence[Choice]) -> dict[str, str]:
    """Groups taken apart: value → label."""
    found: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            found.update(flat(label))
        else:
            found[str(value)] = str(label)
    return found


@dataclass
class One(Field):
    """One of some values."""

    choices: list[Choice] = field(default_factory=list)
    anything: str = "不限"

    def clean(self, given: Sequence[str]) -> Any:
        wanted = given[-1].strip() if given else ""
        if not wanted:
            return None
        return wanted if wanted in flat(self.choices) else UNKNOWN

    def widget(self) -> forms.Field:
        return forms.ChoiceField(
            label=self.label, required=False, choices=Ready(("", self.anything), *self.choices)
        )

    def words(self, value: str) -> str:
        return flat(self.choices).get(value, value)


@dataclass
class Some(Field):
    """Any of some values; what is unknown among them is left out, the rest counts."""

    choices: list[Choice] = field(default_factory=list)

    def clean(self, given: Sequence[str]) -> Any:
        known = flat(self.choices)
        # A link may write several as one: light=red,yellow
        wanted = list(dict.fromkeys(v.strip() for g in given for v in g.split(",") if v.strip()))
        kept = [v for v in wanted if v in known]
        return (kept or UNKNOWN) if wanted else None

    def widget(self) -> forms.Field:
        return forms.MultipleChoiceField(
            label=self.label,
            required=False,
            choices=Ready(*self.choices),
            widget=forms.CheckboxSelectMultiple,
        )


@dataclass
class Box(Field):
    """Asked or not."""

    def clean(self, given: Sequence[str]) -> Any:
        wanted = given[-1].strip() if given else ""
        if wanted in ("", "0", "false"):
            return None
        return True if wanted in ("1", "on", "true") else UNKNOWN

    def widget(self) -> forms.Field:
        return forms.BooleanField(label=self.label, required=False, widget=forms.CheckboxInput())


@dataclass
class Day(Field):
    """A day, as browsers send it: 2026-03-05."""

    def clean(self, given: Sequence[str]) -> Any:
        wanted = given[-1].strip() if given else ""
        if not wanted:
            return None
        try:
            day = dt.date.fromisoformat(wanted)
        except ValueError:
            return UNKNOWN
        return day if 1900 < day.year < 2200 else UNKNOWN

    def widget(self) -> forms.Field:
        return forms.DateField(
            label=self.label,
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )


@dataclass
class Words(Field):
    """Free text; hidden characters are taken out, since nobody can see that they were typed."""

    def clean(self, given: Sequence[str]) -> Any:
        text = str(unhidden(given[-1] if given else "")).strip()
        return text[:TEXT_LIMIT] or None

    def widget(self) -> forms.Field:
        return forms.CharField(label=self.label, required=False, max_length=TEXT_LIMIT)
