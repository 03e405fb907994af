"""Filters that speak: the conditions in an address, as this person may ask them, and in words.

Whatever is in the address, there is a list: a condition that cannot be read is left out and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from luodi.office.web.filterfields import UNKNOWN, Choice, Field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Speaking:
    """A list's filter. `sorts` names the orders: key → words, columns.

    Who inherits gives the fields (`_fields`), rows without an order (`unsorted`), the order asked for
    (`sort`), and the words of what is listed (`everything`, `those`, `counted`).
    """

    sorts: Mapping[str, tuple[Any, tuple[Any, ...]]] = {}
    everything: StrOrPromise = ""
    """The title without a condition: 全部任务."""
    those: StrOrPromise = ""
    """The title with its conditions in it: %s的任务."""
    counted: StrOrPromise = ""
    """The whole sentence: what, how many (n), in which order."""
    kept: tuple[str, ...] = ("sort",)
    """Parameters of the page that an address of the same list keeps."""

    def __init__(self, given: QueryDict | Mapping[str, Any]):
        self.given: dict[str, list[str]] = (
            {k: list(v) for k, v in given.lists()}
            if isinstance(given, QueryDict)
            else {k: [str(x) for x in (v if isinstance(v, list | tuple) else [v])] for k, v in given.items()}
        )
        self.notices: list[str] = []
        self.fields: dict[str, Field] = {f.name: f for f in self._fields()}
        self.values: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = field.clean(self.given.get(name, []))
            if value is UNKNOWN:
                self.notices.append(
                    _("筛选条件“%(label)s”无法识别或不在您的范围内，已忽略。") % {"label": field.label}
                )
            elif value is not None:
                self.values[name] = value

    def _fields(self) -> list[Field]:
        raise NotImplementedError

    @property
    def unsorted(self) -> Any:
        """The rows, in no order: for counts and groups."""
        raise NotImplementedError

    @property
    def sort(self) -> str:
        """The order asked for, or the one that suits the conditions."""
        raise NotImplementedError

    @cached_property
    def count(self) -> int:
        """How many there are; asked once."""
        return int(self.unsorted.count())

    @property
    def conditions(self) -> str:
        """The conditions in words: 牵头单位为东泽市及下级、红灯、逾期的任务."""
        said = [self.fields[name].say(value) for name, value in self.values.items()]
        said = [s for s in said if s]
        return str(self.those) % "、".join(said) if said else str(self.everything)

    @property
    def sentence(self) -> str:
        """The whole title: conditions, how many, in which order."""
        return str(self.counted) % {
            "what": self.conditions,
            "n": self.count,
            "order": self.sorts[self.sort][0],
        }

    def with_it(self, name: str) -> tuple[str, ...]:
        """Fields that go when this one goes."""
        return ()

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each condition with the address of the same page without it."""
        found = []
        for name, value in self.values.items():
            words = self.fields[name].say(value)
            if words:
                gone = dict.fromkeys((name, "page", *self.with_it(name)))
                found.append((words, self.query(**gone)))
        return found

    @cached_property
    def form(self) -> forms.Form:
        """The conditions as fields, filled in; never in error."""
        form = forms.Form(initial={n: self.fields[n].initial(v) for n, v in self.values.items()})
        for name, field in self.fields.items():
            form.fields[name] = field.widget()
        orders: list[Choice] = [(k, v[0]) for k, v in self.sorts.items()]
        form.fields["sort"] = forms.ChoiceField(label=_("排列"), required=False, choices=orders)
        form.initial["sort"] = self.sort
        return form

    def pairs(self, keep: Iterable[str] = ("sort",)) -> list[tuple[str, str]]:
        """The conditions as an address writes them: only what is understood, nothing else."""
        found: list[tuple[str, str]] = []
        for name, value in self.values.items():
            many = value if isinstance(value, list) else ["1" if value is True else value]
            found += [(name, str(v)) for v in many]
        return found + [(k, self.given[k][-1]) for k in keep if self.given.get(k)]

    def query(self, **changes: Any) -> str:
        """The address of these conditions with some changed; None takes one away."""
        pairs = [(k, v) for k, v in self.pairs(self.kept) if k not in changes]
        for name, value in changes.items():
            if value is not None:
                pairs += [(name, str(v)) for v in (value if isinstance(value, list) else [value])]
        return "?" + urlencode(pairs)


def indented(units: Iterable[tuple[int, str, str, str]]) -> list[Choice]:
    """Units (number, path, short name, name) as choices, each below its parent by one wide space more."""
    rows = list(units)
    tops = min((path.count(".") for _pk, path, _s, _n in rows), default=0)
    return [(str(pk), "\u3000" * (path.count(".") - tops) + short) for pk, path, short, _name in rows]
