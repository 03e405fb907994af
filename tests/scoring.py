"""How well findings agree with hand annotation: a small measure for the project's own cases.

Two findings are the same when the characters their quotes share make up at least 60 % of both
together; best pairs first, one to one. Counts are added up over documents before ratios are taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any

Finding = dict[str, Any]
_NOISE = re.compile(r"[\W_]+")


def plain(words: str | None) -> str:
    return _NOISE.sub("", words or "")


def likeness(ours: str | None, theirs: str | None) -> float:
    """Shared characters, in order, over the characters of both together."""
    a, b = plain(ours), plain(theirs)
    if not a or not b:
        return float(a == b)
    common = sum(m.size for m in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    return common / (len(a) + len(b) - common)


def pairs(
    gold: Sequence[Finding], found: Sequence[Finding], alike: Callable[[Finding, Finding], float]
) -> list[tuple[Finding, Finding]]:
    ranked = sorted(
        ((alike(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), reverse=True
    )
    left, right, chosen = set(range(len(gold))), set(range(len(found))), []
    for score, i, j in ranked:
        if score >= 0.6 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            chosen.append((gold[i], found[j]))
    return chosen


class Tally(Counter[str]):
    """Hits, what should have been found, and what was."""

    def add(self, name: str, hits: int, gold: int, found: int) -> None:
        self[f"{name} hits"] += hits
        self[f"{name} gold"] += gold
        self[f"{name} found"] += found

    def f1(self, name: str) -> float:
        total = self[f"{name} gold"] + self[f"{name} found"]
        return 2 * self[f"{name} hits"] / total if total else 1.0

    def precision(self, name: str) -> float:
        return self[f"{name} hits"] / (self[f"{name} found"] or 1)


def compare(tally: Tally, gold: Finding, found: Finding) -> None:
    """Add one document's agreement to a tally."""
    ours, theirs = ([t for t in d["tasks"] if t["level"] != "stance"] for d in (gold, found))
    matched = pairs(ours, theirs, lambda g, f: likeness(g["quote"], f["quote"]))
    tally.add("tasks", len(matched), len(ours), len(theirs))
    for g, f in matched:
        tally.add("level", g["level"] == f["level"], 1, 1)
        for key in ("owners", "support"):
            a, b = set(map(plain, g[key])), set(map(plain, f[key]))
            tally.add(key, len(a & b), len(a), len(b))
        if g["due"]["text"] or f["due"]["text"]:
            same = all(g["due"][k] == f["due"][k] for k in ("date", "recur"))
            tally.add("due", same, 1, 1)

    def same_target(g: Finding, f: Finding) -> float:
        if g["value"] != f["value"] or g["unit"] != f["unit"]:
            return 0.0
        inside = plain(g["quote"]) in plain(f["quote"]) or plain(f["quote"]) in plain(g["quote"])
        return (0.6 if inside else likeness(g["quote"], f["quote"])) + likeness(
            g["indicator"], f["indicator"]
        )

    targets = pairs(gold["targets"], found["targets"], same_target)
    tally.add("targets", len(targets), len(gold["targets"]), len(found["targets"]))
    for g, f in targets:
        tally.add("goal or fact", g["fact"] == f["fact"], 1, 1)
    agenda = pairs(
        gold["agenda"],
        found["agenda"],
        lambda g, f: likeness(g["subject"], f["subject"]) if g["kind"] == f["kind"] else 0.0,
    )
    tally.add("agenda", len(agenda), len(gold["agenda"]), len(found["agenda"]))
    meetings = pairs(
        gold.get("meetings", []),
        found["meetings"],
        lambda g, f: likeness(g["name"], f["name"]) if g["date"] == f["date"] else 0.0,
    )
    tally.add("meetings", len(meetings), len(gold.get("meetings", [])), len(found["meetings"]))
    for key in ("title", "number", "published"):
        tally.add("masthead", plain(gold[key]) == plain(found[key]), 1, 1)
