"""Repairs: what happens to official Chinese text on its way to us, undone.

One damage, one module; each opens with what the damage is, how it comes about and an example.
They run in this order, because a slip can only be read from the bytes as they were:

    mojibake → facts → slips → finals → pinyin → script → widths

First do no harm: every repair stays shut until the text itself shows the damage. Undamaged
text comes back identical, and costs a look at its alphabet.
"""

from __future__ import annotations

import re
from functools import cache

from luodi.reading.model.store import Model
from luodi.reading.repairs import facts as facts_module
from luodi.reading.repairs import finals, mojibake, pinyin, script, slips, widths
from luodi.reading.repairs.chars import common_han, is_han
from luodi.reading.repairs.facts import Facts
from luodi.reading.text import Text

__all__ = ["Facts", "lost_spans", "repair"]

LOST = "〓"
CLONED_KINDS = frozenset({"slip", "pinyin", "script", "final"})
# A question mark left standing against a figure or a date on a page that is known to be damaged.
LEFT_QUERY = re.compile(r"\ufffd|[?？](?=[0-9年月日%．.])|(?<=[0-9])[?？]")


def repair(raw: str, model: Model | None = None) -> Text:
    """The text as it should have been; without damage, the same string and no steps.

    The language model is opened only when something looks like a slip or mojibake.

    >>> repair("創(chuàng)新驅(qū)動(dòng)發(fā)展").string
    '创新驱动发展'
    >>> repair("亳(bó)州市科技局").steps
    ()
    """
    text = Text(raw)
    alphabet = frozenset(raw)

    @cache
    def opened() -> Model:
        return model or _model()

    if mojibake.suspected(alphabet):
        text = text.edit(mojibake.edits(text.string, alphabet, opened))
        alphabet = frozenset(text.string)
    facts = facts_module.gather(text.string, alphabet)
    if facts.cloned or _may_have_slips(alphabet):
        text = text.edit(slips.edits(text.string, facts, opened()))
    text = text.edit(finals.edits(text.string, facts))
    text = text.edit(pinyin.edits(text.string, facts))
    text = text.edit(script.edits(text.string, facts))
    return text.edit(widths.edits(text.string))


def _may_have_slips(alphabet: frozenset[str]) -> bool:
    return "?" in alphabet or "\ufffd" in alphabet or any(is_han(c) for c in alphabet - common_han())


def _model() -> Model:
    from luodi.reading.model import load

    return load()


def lost_spans(text: Text) -> list[tuple[int, int]]:
    """Where a figure may have been lost: no number or date that touches one may be believed.

    These are every 〓, the end of a slip that ended in a `?`, and, on a damaged page, a `?` that
    still stands against a figure. Positions are in the repaired text, in order.
    """
    spans = {(m.start(), m.end()) for m in re.finditer(LOST, text.string)}
    damaged = False
    for step in text.steps:
        damaged = damaged or step.kind in CLONED_KINDS
        if step.kind == "slip" and step.before[-1:] in {"?", "\ufffd"}:
            spans.add(text.locate(step.raw_end - 1, step.raw_end))
    if damaged or "\ufffd" in text.string:
        spans |= {(m.start(), m.end()) for m in LEFT_QUERY.finditer(text.string)}
    return sorted((start, end) for start, end in spans if start < end)
