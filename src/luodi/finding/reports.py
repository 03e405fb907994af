"""The reports of one 听取: who reported, on what, and where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.finding import lexicon, people
from luodi.finding.clauses import split
from luodi.finding.findings import Span
from luodi.finding.indicators import subject_before
from luodi.finding.owners import split_names

_TAIL = re.compile(r"(?:的)?(?:工作)?(?:专题|补充|书面)?(?:情况)?(?:汇报|报告|说明|介绍|解读|情况说明)$")


# 市科技局、市财政局|2024年度工作情况: bodies before a noun, with neither 关于 nor a verb between.
_BODY_THEN = re.compile(
    r"(?P<who>(?:[^，。；、]{2,16}、)*?[^，。；、]{1,12}?(?:局|厅|委|办公室|管委会|政府|中心|集团|公司|院|组织部|宣传部|股室|处室|分行))(?=20|[一二三四上下今去年]|工作|关于|\d)"
)


def reports(text: str, start: int, end: int) -> Iterator[tuple[tuple[str, ...], str, Span]]:
    """市科技局关于A、市财政局关于B和某区关于C的汇报: who, on what, where."""
    pieces = _joined(text, start, end)
    for first, last in pieces:
        words = text[first:last]
        by, at = _reporter(words)
        body = words[at:]
        body = re.sub(r"^(?:关于|就|对)", "", body)
        bare = _TAIL.sub("", body) if _TAIL.search(body) else body
        if bare != body and re.search(r"情况(?:汇报|报告|说明|的汇报|的报告)$", body):
            bare = body[: body.rfind("情况") + 2]
        parts = _two_reports(body) if "汇报和" in body or "汇报以及" in body else None
        if parts:
            offset = last - len(body)
            for index, (subject, stop) in enumerate(parts):
                if index:  # the second paper may have a reporter of its own
                    other, skip = _reporter(subject)
                    by, subject = other or by, subject[skip:]
                yield by, subject, (first, offset + stop if index < len(parts) - 1 else last)
            continue
        subject = bare.strip("的、，")
        if not by and lexicon.looks_like_unit(re.sub(r"的?(?:有关|相关)?情况$", "", subject)):
            by, subject = tuple(split_names(re.sub(r"的?(?:有关|相关)?情况$", "", subject))), "情况"
        yield by, subject, (first, last)


def _two_reports(body: str) -> list[tuple[str, int]]:
    """建设情况汇报和2023年工作推进方案说明: two papers of one reporter."""
    found = []
    at = 0
    for part in re.split(r"(?<=汇报)(?:和|以及)", body):
        stop = body.find(part, at) + len(part)
        at = stop
        subject = re.sub(r"的?(?:补充)?(?:汇报|报告|说明)$", "", part)
        found.append((subject, stop))
    return found


def _joined(text: str, start: int, end: int) -> list[Span]:
    """Where one report ends and the next begins."""
    commas = split(text, start, end, "，；")
    merged: list[Span] = []
    for first, last in commas:
        words = text[first:last]
        if merged and (
            ("关于" not in words and not _TAIL.search(words)) or re.search(r"就.+[作做]了|要(?!素|点)", words)
        ):
            break
        lead = re.match(r"(?:以及|和|及|并听取了?|听取了?)", words)
        merged.append((first + (lead.end() if lead else 0), last))
    found: list[Span] = []
    for first, last in merged:
        found.extend(_by_about(text, first, last))
    return found


def _by_about(text: str, start: int, end: int) -> list[Span]:
    """Split at 、 and 和 in front of each later '<body>关于'."""
    abouts = [m.start() for m in re.finditer(r"关于", text[start:end])]
    if len(abouts) < 2:
        return [(start, end)]
    cuts = [start]
    for about in abouts[1:]:
        stop = start + about
        best = None
        for joint in re.finditer(r"、|以及|和|及", text[cuts[-1] : stop]):
            rest = text[cuts[-1] + joint.end() : stop]
            names = rest.split("、")
            if 1 < len(rest) <= 60 and all(lexicon.looks_like_unit(n) or people.is_name(n) for n in names):
                best = cuts[-1] + joint.start(), cuts[-1] + joint.end()
                break
        if best is None:
            at = max(text.rfind("、", cuts[-1], stop), text.rfind("和", cuts[-1], stop))
            if at <= cuts[-1]:
                continue
            best = at, at + 1
        cuts.append(best[1])
    spans = []
    for index, first in enumerate(cuts):
        last = cuts[index + 1] if index + 1 < len(cuts) else end
        while last > first and text[last - 1] in "、和及以，":
            last -= 1
        spans.append((first, last))
    return spans


def _reporter(words: str) -> tuple[tuple[str, ...], int]:
    """The bodies that report, and where what they report on begins."""
    about = words.find("关于")
    if about > 0:
        return tuple(split_names(words[:about])), about + 2
    if about == 0:
        return (), 2
    tokens = words.split("、")
    at = 0
    for index, token in enumerate(tokens):
        here = subject_before(token, 0, len(token))
        if here and (index == 0 or all(lexicon.looks_like_unit(t) or len(t) <= 3 for t in tokens[:index])):
            return tuple(split_names(words[: at + here])), at + here
        at += len(token) + 1
    body = _BODY_THEN.match(words)
    if body and not body["who"].startswith(("全", "本")):
        return tuple(split_names(body["who"])), body.end("who")
    return (), 0
