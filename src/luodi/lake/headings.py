"""Headings of people's tables: which column of ours a heading means, in which unit, of which year."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache

from luodi.lake.figures import Figure, Register, registers
from luodi.tableunits import UNITS, letter, parted

_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s*年?度?(?!\d)")
_RELATIVE = (("上上年度", 2), ("上上年", 2), ("前年", 2), ("上一年度", 1), ("上一年", 1), ("上年度", 1), ("上年", 1),
             ("本年度", 0), ("本年", 0), ("当期", 0))  # fmt: skip
_NOISE = re.compile(r"[\s*:：、,，.。_\-—/“”\"'《》()\[\]【】]+")
GUESS = 0.82
"""From this likeness on a heading is proposed, for a person to confirm; it is never taken by itself."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart: its bare words, its unit, its year (or how many years back)."""

    text: str
    unit: str = ""
    year: int | None = None
    back: int | None = None


@lru_cache(4096)
def plain(written: str) -> Heading:
    """A heading without what says its unit and year.

    >>> plain("2023 年度营业收入（万元）")
    Heading(text='营业收入', unit='万元', year=2023, back=None)
    >>> plain("上年研发费用/元")
    Heading(text='研发费用', unit='元', year=None, back=1)
    >>> plain("从业人员（期末）\\n（人）").text
    '从业人员'
    """
    text, unit = parted(written)
    if own := re.fullmatch(r"([a-z][a-z0-9_]*)_y([12])", text):  # our own names, as in the firm table
        return Heading(own[1].replace("_", ""), back=int(own[2]))
    text = _without_brackets(text)
    year = back = None
    if found := _YEAR.search(text):
        year = int(found[1])
        text = text[: found.start()] + text[found.end() :]
    else:
        for word, years in _RELATIVE:
            if text.startswith(word):
                back, text = years, text[len(word) :]
                break
    return Heading(_NOISE.sub("", text).lower(), unit, year, back)


_SAYS_WHICH = re.compile("口径|高企|科技型|优质|加计|统计")
"""In brackets these say by which rule a figure was counted: another column, not an explanation."""


def _without_brackets(text: str) -> str:
    """Brackets only explain, except where the words without them are another column: Ⅰ类知识产权（高企）,
    研发费用（加计扣除口径）. What is counted by a rule nobody here knows is not taken for the plain figure."""
    bare = _BRACKETS.sub("", text)
    if _NOISE.sub("", text).lower() in _labels() or not bare.strip():
        return text
    return text if any(_SAYS_WHICH.search(said) for said in _BRACKETS.findall(text)) else bare


@cache
def _labels() -> frozenset[str]:
    labels = (label for r in registers().values() for c in r.columns for label in (c.label, *c.also))
    normal = (unicodedata.normalize("NFKC", label) for label in labels)
    return frozenset(_NOISE.sub("", label).lower() for label in normal)


@cache
def labels_of(kind: str) -> dict[str, Figure]:
    """Bare heading -> column, for one kind of return; its identifiers count as headings too."""
    known: dict[str, Figure] = {}
    for figure in registers()[kind].columns:
        known[plain(figure.name).text] = figure
        for label in (figure.label, *figure.also):
            known.setdefault(plain(label).text, figure)
    return known


@dataclass(frozen=True, slots=True)
class Mapped:
    """One column of the file: where it stands, what it says, and what it was taken for."""

    index: int
    heading: str
    target: str = ""
    unit: str = ""
    year: int | None = None
    back: int | None = None
    guess: str = ""
    how: str = ""

    @property
    def letter(self) -> str:
        return letter(self.index)


def propose(headings: Sequence[str], kind: str) -> list[Mapped]:
    """What each heading means. Exact words only; what is merely alike is a guess to confirm."""
    known = labels_of(kind)
    found: list[Mapped] = []
    for index, written in enumerate(headings):
        head = plain(written)
        figure = known.get(head.text) if head.text else None
        guess = "" if figure or not head.text else _alike_in(head.text, kind)
        how = "名称相同" if figure else ("相近，请确认" if guess else "")
        name = figure.name if figure else ""
        found.append(Mapped(index, written, name, head.unit, head.year, head.back, guess, how))
    return _first_of_each(found)


def recognised(headings: Sequence[str], kind: str) -> int:
    """How many of our columns a row of cells names exactly."""
    known = labels_of(kind)
    names = {(f.name, h.year, h.back) for h in map(plain, headings) if (f := known.get(h.text))}
    return len(names)


@lru_cache(4096)
def _alike_in(text: str, kind: str) -> str:
    return _alike(text, labels_of(kind))


def _alike(text: str, known: dict[str, Figure]) -> str:
    some = [label for label in known if set(label) & set(text)]
    best = max(some, key=lambda label: SequenceMatcher(None, text, label).ratio(), default="")
    return known[best].name if best and SequenceMatcher(None, text, best).ratio() >= GUESS else ""


def _first_of_each(columns: Iterable[Mapped]) -> list[Mapped]:
    """Two columns cannot be the same figure of the same year: the later ones only propose."""
    seen: set[tuple[str, int | None, int | None]] = set()
    kept = []
    for column in columns:
        key = (column.target, column.year, column.back)
        if column.target and key in seen:
            column = replace(column, target="", guess=column.target, how="前面已有同一列，请确认")
        elif column.target:
            seen.add(key)
        kept.append(column)
    return kept


def fingerprint(headings: Sequence[str], kind: str) -> str:
    """The same form filled in again has the same headings: by this its mapping is remembered."""
    words = [unicodedata.normalize("NFKC", h).strip() for h in headings]
    return hashlib.sha256(json.dumps([kind, words], ensure_ascii=False).encode()).hexdigest()[:16]


def year_said(cells: Iterable[str | None]) -> int | None:
    """The only year the title names.

    >>> year_said(["表3", "2024年度规上企业研发情况"]), year_said(["2023-2024年"])
    (2024, None)
    """
    text = " ".join(unicodedata.normalize("NFKC", c) for c in cells if c)
    years = set(re.findall(r"(?<!\d)20[0-4]\d(?!\d)", text))
    return int(years.pop()) if len(years) == 1 else None


def fits(unit: str, figure: Figure) -> bool:
    """Whether a figure can be given in this unit at all."""
    if figure.kind == "money":
        return not unit or unit in UNITS
    return unit not in UNITS or unit == "万"


def find_header(
    rows: Sequence[Sequence[str | None]], register: Register
) -> tuple[int, int, list[str]] | None:
    """Row of the heading (from 0), how many rows it takes, and the headings; None when nothing looks like one.

    Two rows are one heading when the upper has groups (研发费用) over years or parts (2023年, 2024年).
    """
    best: tuple[float, int, int, list[str]] | None = None
    for at, row in enumerate(rows):
        one = [(c or "").strip() for c in row]
        choices = [(1, one)]
        if at + 1 < len(rows):
            below = [(c or "").strip() for c in rows[at + 1]]
            choices.append((2, joined(one, below, labels_of(register.name))))
        for height, headings in choices:
            known = recognised(headings, register.name)
            score = known - 0.4 * (height - 1)
            if known >= 2 and (best is None or score > best[0]):
                best = (score, at, height, headings)
    return best[1:] if best else None


def joined(upper: Sequence[str], lower: Sequence[str], known: Container[str]) -> list[str]:
    """Two rows of headings as one. Group headings reach to the right over empty cells, as merged cells are read;
    what stands below one is named with it (研发费用 over 2023年), before it (Ⅰ类 under 知识产权) or, where the group
    only sorts (财务指标（万元）), alone, in the group's unit."""
    out, group = [], ""
    for up, low in zip(upper, lower, strict=True):
        group = up or group
        out.append(_under(group, low, known) if low else up)
    return out


def _under(group: str, low: str, known: Container[str]) -> str:
    unit = plain(group).unit
    ways = [f"{low}{group}", f"{group}{low}"] if _YEAR.search(low) else [f"{group}{low}", f"{low}{group}"]
    ways.append(f"{low}（{unit}）" if unit and not plain(low).unit else low)
    return next((way for way in ways if plain(way).text in known), ways[0])
