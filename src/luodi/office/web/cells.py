"""The components a list repeats in every row, as functions: a Jinja macro costs several times as much per call.

Same rules as for the macros of `web/ui.html`, which hands them out under its own name: text is made
visible and escaped, a link leads only to a page.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from luodi.office.journal import clock
from luodi.office.web import filters
from luodi.office.web.assets import static

COLOURS = frozenset(("red", "yellow", "pale", "green", "blue", "grey"))


@functools.lru_cache(maxsize=4096)
def _short(text: str) -> str:
    """Column names, units, words beside lights: the same few on every row."""
    return str(escape(filters.visible(text)))


def _text(value: Any) -> str:
    """What the environment does to a printed value: visible, then escaped."""
    if type(value) is str:
        return _short(value) if len(value) < 40 else str(escape(filters.visible(value)))
    return str(escape(filters.finalize(value)))


def td(
    label: Any, value: Any = None, kind: str = "", href: Any = None, caller: Callable[[], str] | None = None
) -> Markup:
    """A cell that knows its column's name, for the cards on a phone."""
    if caller is not None:
        inner = caller()
    else:
        inner = _text(filters.dash(value))
        if href:
            inner = f'<a href="{_text(filters.safe_href(href))}">{inner}</a>'
    of = f' class="{_text(kind)}"' if kind else ""
    return Markup(f'<td data-label="{_text(label)}"{of}>{inner}</td>')


def light(colour: Any, word: Any) -> Markup:
    """Colour, its own shape, and always the word."""
    shown = colour if colour in COLOURS else "grey"
    return Markup(
        f'<span class="light c-{shown}"><svg class="shape" aria-hidden="true" width="12" height="12">'
        f'<use href="{static("luodi/icons.svg")}#l-{shown}"></use></svg>{_text(word)}</span>'
    )


def due(date: dt.date | None, closed: bool = False, left: int | None = None) -> Markup:
    """The date and, while the thing is open, how far off it is.

    `left` is said instead of what the calendar says: a deadline on a holiday really falls on the next
    working day, and whoever knows that has counted from there (a task's standing).
    """
    if not date:
        return Markup(f'<span class="sub">{_text(_("无期限"))}</span>')
    day, today = filters.date_of(date), clock.today()
    if left is not None:
        day = today + dt.timedelta(days=left)
    late = " late" if not closed and day < today else ""
    left_words = "" if closed else f' <span class="due-left">{_text(filters.until(day, today))}</span>'
    return Markup(
        f'<span class="due{late}"><time datetime="{filters.isoday(date)}">{filters.day(date)}</time>{left_words}</span>'
    )


def progress(actual: Any, planned: Any = None, colour: str = "blue") -> Markup:
    """The actual value as a bar, the planned one as a tick, both in words."""
    done = round(min(max(float(actual or 0), 0.0), 100.0), 2)
    shown = colour if colour in COLOURS else "blue"
    tick = words = ""
    if planned is not None:
        at = round(min(max(float(planned) - 0.75, 0.0), 98.5), 2)
        tick = f'<rect class="tick" x="{at:g}" y="0" width="1.5" height="10"></rect>'
        words = f'<span class="sub"> / {_text(_("应达"))}{_text(filters.percent(planned))}</span>'
    return Markup(
        '<span class="progress"><svg aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none" width="100" '
        'height="10"><rect class="track" x="0" y="2" width="100" height="6"></rect>'
        f'<rect class="c-{shown}" x="0" y="2" width="{done:g}" height="6"></rect>{tick}</svg>'
        f'<span class="progress-text">{_text(_("完成"))}{_text(filters.percent(actual or 0))}{words}</span></span>'
    )


def avatarless(person: Any) -> Markup:
    """The name alone, for dense lists."""
    return Markup(f'<span class="person">{_text(person.name) if person else "—"}</span>')


CELLS = {f.__name__: f for f in (td, light, due, progress, avatarless)}
