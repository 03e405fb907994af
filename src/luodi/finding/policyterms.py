"""Policy terms: amounts, rates, caps and periods that apply case by case (C16)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luodi.finding import quantities
from luodi.finding.clauses import Clause, Sentence, sentences
from luodi.finding.findings import PolicyTerm
from luodi.finding.passages import Passage
from luodi.finding.quantities import Quantity
from luodi.finding.termrules import GIVES
from luodi.finding.terms import refusal

_TERM_GATE = re.compile(
    r"给予|奖励|补助|补贴|资助|最高|上限|按|额度|利率|期限|封顶|减免|免收|贴息|连续|单[个户项家笔]"
)
_PER = re.compile(
    r"每(?:人|户|家|名|项|个|件|篇)?每?(?:年度|年|月|季度)|年度|每(?:人|户|家|名|项|个|件|篇)|单[个户项家笔]"
)
_TO = re.compile(
    r"对(?P<who>[^，。；]{2,48}?)(?:的)?(?:，|按|给予|一次性|最高)|^(?P<whose>[^，。；]{2,48}?)的，"
)
_PERIOD_TERM = re.compile(
    r"(?:连续(?:发放|补贴|支持|资助|补助|给予)?|期限|最长|免收|免除|免费|减免|为期|有效期)[^，。；]{0,6}$"
)


def find_terms(text: str, passages: Sequence[Passage]) -> list[PolicyTerm]:
    """Amounts, rates, caps and periods that apply case by case.

    >>> from luodi.finding.passages import Passage
    >>> words = "对首次认定的企业，给予奖励20万元。"
    >>> [(t.kind, t.value, t.unit, t.beneficiary) for t in find_terms(words, [Passage(0, 17, "prose", "work", 0)])]
    [('amount', 200000, '元', '首次认定的企业')]
    """
    terms: list[PolicyTerm] = []
    for passage in passages:
        if passage.kind != "prose" or not _TERM_GATE.search(text, passage.start, passage.end):
            continue
        figures = list(quantities.find(text, passage.start, passage.end))
        if not figures:
            continue
        waiting = figures[::-1]
        for sentence in sentences(text, passage.start, passage.end):
            to: str | None = None
            for clause in sentence.clauses:
                found = _TO.search(text[clause.start : clause.end + 1])
                if found:
                    to = found["who"] or found["whose"]
                while waiting and waiting[-1].start < clause.end:
                    q = waiting.pop()
                    if clause.start <= q.start and q.end <= clause.end:
                        term = _term(text, sentence, clause, q, to)
                        if term:
                            terms.append(term)
                if clause.mark == "；":
                    to = None
    return terms


def _term(text: str, sentence: Sentence, clause: Clause, q: Quantity, to: str | None) -> PolicyTerm | None:
    rule = refusal(text, sentence, clause, q)
    if rule is None or rule.term is None:
        return None
    before = text[clause.start : q.start]
    kind = rule.term
    if kind == "period" and not _PERIOD_TERM.search(before):
        return None
    if kind == "cap" and rule.name == "per case":
        capped = re.search(r"最高|不超过|上限|封顶|限额|最多", before) or q.bound == "<="
        kind = "cap" if capped else "amount"
    if kind in ("amount", "cap") and q.kind == "share":
        kind = "rate"
    if kind == "amount" and re.search(r"最高|不超过|最多", before[-8:]):
        kind = "cap"
    per = _PER.search(before)
    start = min(clause.start + _opening(before, q), q.start)
    return PolicyTerm(kind, q.value, q.unit, (start, q.end), per.group() if per else None, to, f"{rule.name}")


_OPENS = re.compile(
    rf"单[个户项家笔]|每(?:人|户|家|名|项|个)|按|给予|予以|{GIVES}|最高|上限|期限|连续|免收|额度|享受"
)


def _opening(before: str, q: Quantity) -> int:
    found = _OPENS.search(before)
    return found.start() if found else len(before)
