"""Word's automatic numbers: 一、（一）1. are not in a file's text, Word counts them on the fly.

Officials number with the button, so a paper without these labels has lost its outline and every
"见第（三）项". This counts as Word does: one counter for each level of an abstract list, shared by
all lists made from it; a number restarts when a higher level counts on, unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
ROMAN = {"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40}
ROMAN |= {"x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1}
# Signs after which a label needs no blank before its text.
CLOSED = "、．.。)）】］]：:"


def counting(number: int, digits: str = DIGITS, units: str = "十百千", zero: str = "零") -> str:
    """A number in Chinese words, 1–9999.

    >>> counting(10), counting(12), counting(105), counting(20)
    ('十', '十二', '一百零五', '二十')
    """
    if not 0 < number < 10_000:
        return str(number)
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (zero if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return words[1:] if words.startswith("一十") else words


def _legal(number: int) -> str:
    return counting(number, LEGAL_DIGITS, "拾佰仟")


def _by_digit(number: int) -> str:
    return "".join(DIGITS[int(d)] for d in str(number))


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)] if n > 0 else str(n)


def _circled(number: int) -> str:
    """①–⑳, ㉑–㊿; beyond, the figure.

    >>> _circled(1), _circled(20), _circled(21), _circled(51)
    ('①', '⑳', '㉑', '51')
    """
    for first, last, sign in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(sign + number - first)
    return str(number)


def _roman(number: int) -> str:
    words = ""
    for sign, value in ROMAN.items():
        count, number = divmod(number, value) if number < 10_000 else (0, number)
        words += sign * count
    return words


def _letters(number: int) -> str:
    """a–z, then aa, bb, … as Word does."""
    return chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 9) if number > 0 else str(number)


def _full_width(number: int) -> str:
    return str(number).translate({48 + i: 0xFF10 + i for i in range(10)})


# Word's name of a number format -> how it writes. Names not here are written in figures.
WRITE: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "koreanCounting",
        ),
        counting,
    ),
    **dict.fromkeys(("chineseLegalSimplified", "japaneseLegal", "ideographLegalTraditional"), _legal),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _by_digit),
    **dict.fromkeys(
        ("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle"), _circled
    ),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _full_width),
    "decimalZero": lambda n: f"{n:02d}",
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "none": lambda _: "",
}


@dataclass(slots=True)
class Level:
    """One level of a list: `text` is the pattern, "第%1条"; `restart` the level that restarts it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # abstract list -> levels
    abstract: dict[str, str] = field(default_factory=dict)  # list -> abstract list
    overrides: dict[tuple[str, int], Level | int] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)
    given: int = 0

    def label(self, num: str, level: int) -> str:
        """Count one paragraph of a list and return its label with what separates it from the text."""
        abstract = self.abstract.get(num)
        if abstract is None or not 0 <= level < LEVELS:
            return ""
        levels = self.levels.get(abstract, {})
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        rule = self._rule(num, level, levels)
        start = rule.start
        override = self.overrides.get((num, level))
        if isinstance(override, int) and (num, level) not in self.begun:
            start, counts[level] = override, None
        self.begun.add((num, level))
        current = counts[level]
        counts[level] = start if current is None else current + 1
        for below in range(level + 1, LEVELS):
            restart = self._rule(num, below, levels).restart
            if restart is None or (restart != 0 and level < restart):
                counts[below] = None
        if rule.format == "bullet" or not rule.text:
            return ""
        text = rule.text
        for index in range(level + 1):
            above = self._rule(num, index, levels)
            count = counts[index]
            if count is None:  # a level that was skipped: Word writes 0.1 before the first 1
                count = above.start - 1
            shown = "decimal" if rule.legal else above.format
            text = text.replace(f"%{index + 1}", WRITE.get(shown, str)(count))
        self.given += 1
        separated = rule.suffix == "nothing" or not text or text.rstrip()[-1:] in CLOSED
        return text if separated else f"{text} "

    def _rule(self, num: str, level: int, levels: dict[int, Level]) -> Level:
        override = self.overrides.get((num, level))
        return override if isinstance(override, Level) else levels.get(level, Level())


def read_numbering(root: Element | None, linked: dict[str, str]) -> Numbering:
    """`numbering.xml` as `Numbering`; `linked` maps a list style to the list that defines it."""
    found = Numbering()
    if root is None:
        return found
    by_style: dict[str, str] = {}
    for item in root.iter(f"{W}abstractNum"):
        key = item.get(f"{W}abstractNumId", "")
        found.levels[key] = {number(v.get(f"{W}ilvl")): _level(v) for v in item.findall(f"{W}lvl")}
        if (style := value(item, "numStyleLink")) is not None:
            by_style[key] = style
    for item in root.iter(f"{W}num"):
        key = item.get(f"{W}numId", "")
        found.abstract[key] = value(item, "abstractNumId") or ""
        for change in item.findall(f"{W}lvlOverride"):
            level = number(change.get(f"{W}ilvl"))
            own = change.find(f"{W}lvl")
            start = value(change, "startOverride")
            if own is not None:
                found.overrides[key, level] = _level(own)
            elif start is not None:
                found.overrides[key, level] = number(start)
    for num, abstract in list(found.abstract.items()):
        # A list that only names a style is defined where the style's own list is.
        target = linked.get(by_style.get(abstract, ""))
        if target is not None and target in found.abstract:
            found.abstract[num] = found.abstract[target]
    return found


def _level(item: Element) -> Level:
    restart = value(item, "lvlRestart")
    return Level(
        number(value(item, "start"), 1),
        value(item, "numFmt") or _alternate(item) or "decimal",
        value(item, "lvlText") or "",
        value(item, "suff") or "tab",
        on(item.find(f"{W}isLgl")),
        None if restart is None else number(restart),
    )


def _alternate(item: Element) -> str | None:
    """A format that Word wraps for older versions: the first one inside."""
    inner = next(item.iter(f"{W}numFmt"), None)
    return None if inner is None else inner.get(f"{W}val")


def value(parent: Element | None, tag: str) -> str | None:
    """The `w:val` of a child, or None."""
    child = parent.find(f"{W}{tag}") if parent is not None else None
    return None if child is None else child.get(f"{W}val")


def number(text: str | None, default: int = 0) -> int:
    """A number from an attribute; what is none is the default."""
    try:
        return int(text) if text else default
    except ValueError:
        return default


def on(item: Element | None) -> bool:
    """Is a switch such as `<w:vanish/>` there and not turned off?"""
    return item is not None and item.get(f"{W}val", "1") not in ("0", "false", "off", "none")
