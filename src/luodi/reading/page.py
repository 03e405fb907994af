"""A text seen as a web page: its lines with what each is, its article, its title.

Lines are labelled by `chrome`; the article is the heaviest run of running text between
labelled lines; its title is what 原标题 or the markup says, else the nearest fitting short
line above, else below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luodi.reading.chrome import (
    ABSTRACT,
    BYLINE,
    DATED_LINK,
    FOOTER,
    LINKS,
    NEIGHBOURS,
    ORIGINAL,
    TRAILING,
    Label,
    label_of,
    original_title,
)
from luodi.reading.headings import is_duties
from luodi.reading.lines import (
    GENRE_END,
    ORGAN,
    Line,
    is_addressee,
    is_date,
    is_meta,
    is_speaker,
    lines_of,
    number_in,
)
from luodi.reading.numbering import label_at


@dataclass
class Page:
    """Lines, their labels, and which of them are running text."""

    lines: list[Line]
    labels: list[Label | None]
    named: tuple[str, ...] = ()  # what the markup says the title is, without blanks
    body: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        _mark_abstracts(self.lines, self.labels)
        self.body = [
            label is None and is_running(_bare(line))
            for line, label in zip(self.lines, self.labels, strict=True)
        ]

    def article(self) -> tuple[int, int] | None:
        """First and last line of the running text of the article; None when there is none."""
        runs = list(self._runs())
        if not runs:
            return None
        best = max(range(len(runs)), key=lambda at: runs[at][2])
        first, last, _ = runs[best]
        for at in range(best - 1, -1, -1):
            if not self._joined(runs[at], (first, last)):
                break
            first = runs[at][0]
        for at in range(best + 1, len(runs)):
            if not self._joined(runs[at], (first, last)):
                break
            last = runs[at][1]
        return first, self._listed(first, last)

    def _listed(self, first: int, last: int) -> int:
        """The last line of a list that goes on below: 3.…, 责任单位：…, though no sentence is in it."""
        numbered = [label for line in self.lines[first : last + 1] if (label := label_at(line.text))]
        series = {label.series: label.ordinal for label in numbered}
        for at in range(last + 1, len(self.lines)):
            if self.labels[at] is not None:
                break
            label = label_at(self.lines[at].text)
            if label is not None and series.get(label.series) == label.ordinal - 1:
                series[label.series] = label.ordinal
            elif not is_duties(self.lines[at].text):
                break
            last = at
        return last

    def _runs(self) -> Iterator[tuple[int, int, int]]:
        """Runs of running text between labelled lines: first, last, weight."""
        first = last = -1
        weight = 0
        for at, label in enumerate(self.labels):
            if label is not None and label.proof and first >= 0:
                yield first, last, weight
                first, weight = -1, 0
            elif self.body[at]:
                first = at if first < 0 else first
                last, weight = at, weight + len(self.lines[at].text)
        if first >= 0:
            yield first, last, weight

    def _joined(self, run: tuple[int, int, int], article: tuple[int, int]) -> bool:
        """Is another run part of the article, with only a button or two between?"""
        low, high = (run[1], article[0]) if run[1] < article[0] else (article[1], run[0])
        between = [label for label in self.labels[low + 1 : high] if label is not None and label.proof]
        if len(between) > 8 or run[2] < 40:
            return False
        return not any(label.name in _NEVER_INSIDE for label in between)

    # ---- title ---------------------------------------------------------------------------

    def title(self, first: int, last: int) -> tuple[int, int] | None:
        """The lines `[from, to)` of the title, above the text or below it; None if there is none."""
        for at in range(first):
            if self.labels[at] is ORIGINAL and len(_own_words(self.lines[at].text)) >= 6:
                return at, at + 1
        pairs = _pairs("".join(line.text for line in self.lines[first : last + 1])[:20000])
        above = [at for at in range(first - 1, max(first - 40, -1), -1) if self._fits(at)]
        below = [at for at in range(last + 1, len(self.lines)) if self._fits(at)]
        for at in (*above, *below):
            if self._is_named(at):
                return self._with_neighbours(at, pairs)
        for at in above:
            if _shared(self.lines[at].text, pairs) >= 0.3:
                return self._with_neighbours(at, pairs)
        for at in below:
            if _shared(self.lines[at].text, pairs) >= 0.5 and len(self.lines[at].text) >= 8:
                return at, at + 1
        return (above[0], above[0] + 1) if above and above[0] >= first - 3 else None

    def _fits(self, at: int) -> bool:
        words = self.lines[at].text
        if self.labels[at] is not None or not 5 <= len(words) <= 80 or "\t" in words:
            return False
        if self.lines[at].sentence and words[-1] not in "！？!?":
            return False
        if is_meta(words) or number_in(words) or is_addressee(words) or label_at(words):
            return False
        return not (_SITE.search(words) or ORGAN.search(words) or _is_byname(words))

    def _is_named(self, at: int) -> bool:
        words = squeezed(self.lines[at].text)
        return any(words in name and len(words) >= 6 for name in self.named)

    def _with_neighbours(self, at: int, pairs: frozenset[str]) -> tuple[int, int]:
        """A title of several lines, of which the lowest was found."""
        first = at
        while first and at - first < 2 and self._fits(first - 1):
            above, here = self.lines[first - 1].text, self.lines[first].text
            broken = any(
                above.count(a) > above.count(b) for a, b in ("《》", "“”", "（）")
            ) or here.startswith("—")
            full = re.search(r"[《》]|召开|举行|印发|关于", above) or GENRE_END.search(above)
            if squeezed(above) == squeezed(here) or not (broken or (full and _shared(above, pairs) >= 0.5)):
                break
            if self._is_named(at) and not self._is_named(first - 1) and not broken:
                break
            first -= 1
        return first, at + 1


_NEVER_INSIDE = {FOOTER.name, LINKS.name, NEIGHBOURS.name, DATED_LINK.name, ABSTRACT.name, "aside"}
_SITE = re.compile(r"(?:网|网站|门户|频道|在线|平台|客户端|公众号|融媒|专栏|栏目|中心)$|^欢迎")
_STOPS = re.compile(r"[。；！？]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def pages_lines(text: str) -> list[Line]:
    """The lines of a text; one that `|` parts into a title, a date and buttons counts as several."""
    found: list[Line] = []
    for line in lines_of(text):
        found.extend(_parts(line) if ("|" in line.text or "｜" in line.text) else (line,))
    return found


def _parts(line: Line) -> list[Line]:
    """'…工作。某市召开会议 | 来源： | 打印' in parts; a menu or a table stays whole."""
    cut = max(line.text.rfind(mark) for mark in "。！？") + 1
    tail = line.text[cut:]
    label = label_of(line)
    if (
        "|" not in tail.replace("｜", "|")
        or (label is not None and label.name != BYLINE.name)
        or "\t" in line.text
    ):
        return [line]
    if len(tail) > 240:
        return [line]
    pieces = [(0, cut)] if cut else []
    at = cut
    for piece in re.split(r"([|｜])", tail):
        if piece not in ("|", "｜"):
            pieces.append((at, at + len(piece)))
        at += len(piece)
    found = []
    for low, high in pieces:
        words = line.text[low:high].strip()
        if words:
            start = line.start + low + line.text[low:high].index(words[0])
            found.append(Line(start, start + len(words), words))
    return found or [line]


def _bare(line: Line) -> Line:
    """A line without the credits that are glued to its end."""
    trailing = TRAILING.search(line.text)
    return (
        Line(line.start, line.start + trailing.start(), line.text[: trailing.start()]) if trailing else line
    )


def is_running(line: Line) -> bool:
    """Running text: a sentence, a long line with stops in it, a numbered line, a table's row.

    >>> is_running(Line(0, 0, "会议听取了工作汇报，研究了下一步安排。")), is_running(Line(0, 0, "通知公告"))
    (True, False)
    """
    words = line.text
    if "\t" in words:
        return True
    if len(_HAN.findall(words)) >= 40 and len(_STOPS.findall(words)) >= 2:
        return True
    if (
        len(words) >= 12
        and words.endswith(("。", "！", "？", "”", "；", "。）", "："))
        and not is_addressee(words)
    ):
        return True
    label = label_at(words)
    return label is not None and len(words) >= 5 and label.series not in ("dash", "arabic")


MOST_ABSTRACTS = 12  # a text with more lines that end in dots is written so
_DOTS = re.compile(r"(?:\.{3,}|…+|。{3,})\s*(?:[\[【（(]?(?:详细|全文|更多|查看全文|阅读全文)[\]】）)]?)?$")
_ABSTRACT_HEAD = re.compile(
    r"^[\[【（(]?(?:内容)?(?:摘要|导读|提要|简介|核心提示|描述)[\]】）)]?\s*[：:]?\s*"
)


def _mark_abstracts(lines: Sequence[Line], labels: list[Label | None]) -> None:
    """A line that says how another begins and breaks off in dots is its abstract."""
    dotted = [at for at, line in enumerate(lines) if _DOTS.search(line.text)]
    if not dotted or len(dotted) > MOST_ABSTRACTS:
        return
    whole = squeezed("".join(line.text for line in lines))
    for at in dotted:
        label, dots = labels[at], _DOTS.search(lines[at].text)
        if dots is None or (label is not None and label.name != BYLINE.name):
            continue
        start = squeezed(_ABSTRACT_HEAD.sub("", lines[at].text[: dots.start()]))
        if len(start) < 10:
            continue
        again = [whole.count(part) > 1 for part in (start[:12], start[12:24] or start[:12], start[-8:])]
        if again[2] and (again[0] or again[1]):
            labels[at] = ABSTRACT


def _own_words(words: str) -> str:
    return words[original_title(words) :].strip("）)】] ")


def _is_byname(words: str) -> bool:
    """A speaker's line above a speech: 某市市长　张某."""
    return is_speaker(words) or is_date(words)


def _pairs(words: str) -> frozenset[str]:
    han = "".join(_HAN.findall(words))
    return frozenset(han[at : at + 2] for at in range(len(han) - 1))


def _shared(title: str, pairs: frozenset[str]) -> float:
    """The share of a title's pairs of characters that the text uses, too."""
    mine = _pairs(title)
    return len(mine & pairs) / len(mine) if mine else 0.0


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u200b]+", "", words)
