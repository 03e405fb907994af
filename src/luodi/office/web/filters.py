"""How the office writes dates, figures and other people's text. Plain functions; `jinja.py` makes them filters."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from luodi.office.journal import clock

# Characters that change how their neighbours are shown, or take no room at all: C0 and C1 controls,
# soft hyphen, direction marks and overrides, zero-width and invisible operators, blank letters,
# halves of a surrogate pair (which no response could be encoded with), tags.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(value: Any) -> Any:
    """Text with every hidden character spelled out, so that a name cannot pose as another.

    >>> visible("合同\\u202efdp.exe")
    '合同‹U+202E›fdp.exe'
    >>> visible(Markup("<b>甲\\u200b</b>"))
    Markup('<b>甲‹U+200B›</b>')
    """
    text = value if isinstance(value, str) else str(value)
    if HIDDEN.search(text) is None:
        return text
    shown = HIDDEN.sub(lambda match: f"‹U+{ord(match[0]):04X}›", str(text))
    return Markup(shown) if isinstance(text, Markup) else shown


def unhidden(value: Any) -> Any:
    """Text without its hidden characters: for input fields, where spelling them out would store the spelling."""
    text = value if isinstance(value, str) else str(value)
    cleaned = HIDDEN.sub("", text)
    return Markup(cleaned) if hasattr(value, "__html__") else cleaned


def finalize(value: Any) -> Any:
    """What the environment does to every printed value: None is nothing, text is made visible, markup stays."""
    if value is None:
        return ""
    if isinstance(value, Markup | int | float) or hasattr(value, "__html__"):
        return value
    return visible(value)


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def date_of(value: dt.date) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value


def day(value: dt.date | None) -> str:
    """
    >>> day(dt.date(2026, 1, 5))
    '2026年1月5日'
    """
    if not value:
        return ""
    value = date_of(value)
    return f"{value.year}年{value.month}月{value.day}日"


def shortday(value: dt.date | None) -> str:
    """
    >>> shortday(dt.date(2026, 11, 22))
    '11-22'
    """
    return f"{date_of(value):%m-%d}" if value else ""


def month(value: dt.date | None) -> str:
    """
    >>> month(dt.date(2026, 11, 1))
    '2026年11月'
    """
    return f"{date_of(value).year}年{date_of(value).month}月" if value else ""


def moment(value: dt.datetime | None) -> str:
    """
    >>> moment(dt.datetime(2026, 11, 22, 14, 5))
    '2026-11-22 14:05'
    """
    return f"{_local(value):%Y-%m-%d %H:%M}" if value else ""


def isoday(value: dt.date | None) -> str:
    """The day as machines read it, for <time datetime>."""
    return date_of(value).isoformat() if value else ""


def number(value: Any, places: int = 4) -> str:
    """A figure with thousands separators and no idle zeros; what is not a figure stays as it is.

    >>> number(Decimal("12345.600")), number(0.1 + 0.2), number(1200), number(None), number("约三成")
    ('12,345.6', '0.3', '1,200', '', '约三成')
    """
    if value is None or value == "":
        return ""
    try:
        exact = Decimal(str(value))
        if not exact.is_finite():
            return str(value)
        text = f"{round(exact, places):,f}"
    except (InvalidOperation, ValueError):
        return str(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def percent(value: Any, places: int = 1) -> str:
    """A figure already in hundredths, with its sign.

    >>> percent(45), percent(Decimal("33.333")), percent(None)
    ('45%', '33.3%', '')
    """
    text = number(value, places)
    return f"{text}%" if text else ""


def wan(value: Any, places: int = 2) -> str:
    """Large figures in the units officials count by.

    >>> wan(9800), wan(12345678), wan(250000000)
    ('9,800', '1,234.57万', '2.5亿')
    """
    if value is None or value == "":
        return ""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if abs(exact) >= 10**8:
        return number(exact / 10**8, places) + "亿"
    if abs(exact) >= 10**4:
        return number(exact / 10**4, places) + "万"
    return number(exact, places)


def size(value: int | None) -> str:
    """
    >>> size(900), size(2_000_000)
    ('900 B', '1.9 MB')
    """
    if value is None:
        return ""
    figure, unit = float(value), "B"
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if figure < 1024 or unit == "TB":
            break
        figure /= 1024
    return f"{number(figure, 1)} {unit}"


def until(due: dt.date | None, today: dt.date | None = None) -> str:
    """How far off a due date is.

    >>> until(dt.date(2026, 3, 4), dt.date(2026, 3, 1)), until(dt.date(2026, 3, 1), dt.date(2026, 3, 6))
    ('还有3天', '逾期5天')
    """
    if not due:
        return ""
    days = (date_of(due) - (today or clock.today())).days
    if days > 0:
        return _("还有%(days)s天") % {"days": days}
    if days == 0:
        return _("今天到期")
    return _("逾期%(days)s天") % {"days": -days}


def ago(then: dt.date | None, today: dt.date | dt.datetime | None = None) -> str:
    """How long ago something was: minutes and hours for moments, days for dates.

    >>> ago(dt.date(2026, 3, 1), dt.date(2026, 3, 6)), ago(dt.date(2026, 3, 6), dt.date(2026, 3, 6))
    ('5天前', '今天')
    """
    if not then:
        return ""
    if isinstance(then, dt.datetime) and (today is None or isinstance(today, dt.datetime)):
        seconds = ((today or clock.now()) - then).total_seconds()
        if 0 <= seconds < 60:
            return _("刚刚")
        if 60 <= seconds < 3600:
            return _("%(n)s分钟前") % {"n": int(seconds // 60)}
        if 3600 <= seconds < 6 * 3600:
            return _("%(n)s小时前") % {"n": int(seconds // 3600)}
    days = (date_of(today or clock.today()) - date_of(then)).days
    if days < 0:
        return until(then, date_of(today or clock.today()))
    if days == 0:
        return _("今天")
    if days == 1:
        return _("昨天")
    if days <= 30:
        return _("%(n)s天前") % {"n": days}
    return day(then)


def mask_phone(value: str | None) -> str:
    """
    >>> mask_phone("13812341234"), mask_phone("0931-8888123"), mask_phone("123")
    ('138****1234', '093****8123', '***')
    """
    digits = re.sub(r"\D", "", value or "")
    if not digits:
        return ""
    if len(digits) < 8:
        return "*" * len(digits)
    return f"{digits[:3]}****{digits[-4:]}"


def clip(value: Any, length: int = 120) -> str:
    """The beginning of a long text; how much was left out is said.

    >>> clip("一二三四五六", 4)
    '一二三四…'
    """
    text = "" if value is None else str(value)
    return text if len(text) <= length else text[:length] + "…"


def dash(value: Any) -> Any:
    """A dash where there is nothing, so that an empty cell is not taken for a fault."""
    return value if value not in (None, "", [], ()) else "—"


def safe_href(value: Any) -> str:
    """A link only to a page of ours, a web address, a mailbox or a telephone; anything else leads nowhere.

    >>> safe_href("/ledger/"), safe_href("?page=2"), safe_href("java\\nscript:alert(1)"), safe_href("//evil.example")
    ('/ledger/', '?page=2', '#', '#')
    """
    text = re.sub(r"[\x00-\x20]", lambda m: "%20" if m[0] == " " else "", str(value or "").strip())
    text = HIDDEN.sub("", text)
    if text.startswith(("/", "?", "#")):
        return "#" if text.startswith(("//", "/\\")) else text
    try:
        scheme = urlsplit(text).scheme.lower()
    except ValueError:
        return "#"
    if scheme in ("http", "https", "mailto", "tel"):
        return text
    head = re.split(r"[/?#]", text, maxsplit=1)[0]
    return text if text and ":" not in head and "\\" not in text else "#"


def json_block(value: Any) -> Markup:
    """Data for `<script type="application/json">`: no `<`, `>` or `&` can end the block."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    text = str(visible(text))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


FILTERS = {
    f.__name__: f
    for f in (
        visible, unhidden, day, shortday, month, moment, isoday, number, percent, wan, size, until, ago,
        mask_phone, clip, dash, safe_href, json_block,
    )
}  # fmt: skip
