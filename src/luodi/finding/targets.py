"""Targets: every figure with its indicator, as a goal to reach or a fact reported (C3, C15–C18).

`quantities` reads figures, `terms` says which are none, `shapes` finds the indicator,
`comparators` the bound, `clock` the time; in `figures` they meet, sentence by sentence. Here a
paper is walked: paragraphs, tables of figures, the cells of task tables.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from luodi.finding import quantities, tabled, tense
from luodi.finding.clauses import sentences
from luodi.finding.clock import Clock, Paper, Said
from luodi.finding.figures import SentenceFigures
from luodi.finding.findings import Span, Target
from luodi.finding.passages import Passage, column_kind
from luodi.finding.quantities import Quantity

_ASIDE = re.compile(r"（[^（）]*）|“[^“”]*”|《[^《》]*》|\([^()]*\)|〔[^〕]*〕|【[^】]*】")
# （其中新增3家）: an aside that goes on counting.
_COUNTING_ASIDE = re.compile(r"[（(](?=其中|含|同比|较|比|占|增长)")
# Minutes: what follows is decided, whatever the section is called.
_DECIDES = re.compile(r"(?:明确|议定|决定|要求|强调|部署|意见|安排|同意)[^。；]{0,16}[：:]$")
# Figures that only date: a passage without others is not read further.
_DATES = frozenset("年月日号周岁")
_REVIEW_TITLE = re.compile(r"(?:表扬|表彰|通报|报告|总结|情况|简报|专报|动态|分析|决定)[^，。；]{0,6}$")
_LABELLED = re.compile(
    r"(?:第[一二三四五六七八九十百零\d]+条|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])[\s　]*$"
)


def find_targets(text: str, passages: Sequence[Passage]) -> list[Target]:
    """The targets of a document, in its order.

    >>> words = "到2027年，高新技术企业达到700家、专精特新企业达到260家。"
    >>> found = find_targets(words, [Passage(0, len(words), "prose", "goals", 0)])
    >>> [(t.indicator, t.value, t.unit, t.comparator, t.fact) for t in found]
    [('高新技术企业', 700, '家', '=', False), ('专精特新企业', 260, '家', '=', False)]
    """
    found: list[Target] = []
    paper = _paper(text, passages)
    said = Said("", -1)
    decided: tuple[str, ...] | None = None
    for passage in passages:
        if passage.kind == "row":
            found.extend(_row(text, passage, paper))
            continue
        if passage.block != said.block:
            said = Said(_role(text, passage, decided), passage.block)
        here = replace(paper, period=passage.period) if passage.period else paper
        found.extend(_prose(text, passage, said, here, (passage.start, passage.end)))
        if _DECIDES.search(text[max(passage.start, passage.end - 40) : passage.end]):
            decided = passage.path
    return found


def _paper(text: str, passages: Sequence[Passage]) -> Paper:
    """What the head of the paper says: the period it reports on, and whether it reports at all."""
    if not passages:
        return Paper()
    head = text[: passages[0].start][:400].split("\n")[:4]
    periods = (tense.of_title(line, passages[0].calendar) for line in head)
    review = any(_REVIEW_TITLE.search(line.strip()) for line in head)
    return Paper(next(filter(None, periods), None), review)


def _role(text: str, passage: Passage, decided: tuple[str, ...] | None) -> str:
    """A numbered item outside any section is work; so is what follows 会议明确：."""
    told = decided is not None and passage.path[: len(decided)] == decided
    if passage.role == "preamble" and _LABELLED.search(text[max(0, passage.start - 10) : passage.start]):
        return "work"
    return "work" if told and passage.role in ("facts", "preamble") else passage.role


def _row(text: str, row: Passage, paper: Paper) -> list[Target]:
    """A row of figures, or the cells of a task table that say what is to be done."""
    if tabled.is_table_of_figures(row.head):
        period = row.period or tabled.period_of_table(text, row, paper.period)
        facts = tabled.facts_of_row(text, row, period)
        if facts:
            return facts
    return [
        target
        for name, cell in zip(row.head, row.cells, strict=False)
        if column_kind(name) == "deed"
        for target in _prose(text, row, Said("work", row.block), Paper(), cell, in_cell=True)
    ]


def _outside(figures: list[Quantity], asides: list[Span]) -> deque[Quantity]:
    """The figures that stand in no aside; both come in order."""
    kept: deque[Quantity] = deque()
    waiting = deque(asides)
    for q in figures:
        while waiting and waiting[0][1] <= q.start:
            waiting.popleft()
        if not waiting or q.start < waiting[0][0]:
            kept.append(q)
    return kept


def _prose(
    text: str, passage: Passage, said: Said, paper: Paper, span: Span, in_cell: bool = False
) -> list[Target]:
    figures = list(quantities.find(text, *span))
    counted = [q.start for q in figures if q.unit not in _DATES]
    if not counted:
        return []
    asides = [m.span() for m in _ASIDE.finditer(text, *span) if not _COUNTING_ASIDE.match(text, m.start())]
    waiting = _outside(figures, asides)
    found: list[Target] = []
    part = 0
    for sentence in sentences(text, *span):
        if sentence.start > counted[-1]:
            break
        clock = Clock(text, passage, said, paper, in_cell)
        own = []
        while waiting and waiting[0].start < sentence.end:
            own.append(waiting.popleft())
        if own:
            found.extend(SentenceFigures(text, sentence, own, clock, part).targets())
        else:
            clock.hear(sentence.start, sentence.end)
        part += sum(clause.mark == "；" for clause in sentence.clauses)
    return found
