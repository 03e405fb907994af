"""Who a clause tells: the written subject before 要 or before a verb, and 由…, 会同…, 请….

A subject is kept as written. A part of the told unit (主要负责同志, 每所高校) is no owner: it
stays in the action. A thing (资金分3批拨付) is no owner either: the carried one holds (C11, C12).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luodi.finding import dates, lexicon, patterns
from luodi.finding.findings import Span
from luodi.finding.gates import GATES, bits, gated
from luodi.finding.names import split_names
from luodi.finding.naming import PREDICATE, Names, run_of_names
from luodi.finding.whom import (
    CLASS,
    NOBODY_NEW,
    PART,
    WITH_PART,
    is_done_to,
    is_told,
    opens_like_a_name,
    with_support,
    without_date,
    without_when,
)

# What the `why` of a task says of its subject; {} is the modal as written.
WHYS = {
    "{}": "要建立…: the clause tells, the owner is carried or listed",
    "subject + {}": "市科技局要建立…",
    "subject + date + 要": "各乡镇年内要引进…",
    "thing + {}": "资金应专款专用: a thing, so the carried owner holds",
    "condition + 要": "一时解决不了的要说明原因",
    "thing as subject": "资金要及时拨付",
    "part of the told unit": "主要负责同志要亲自部署",
    "请": "请市科技局报送…, 请于6月底前报送…",
    "希望": "希望企业家加大…",
    "由": "由市科技局建立…",
    "…由": "试点由市科技局组织",
    "由…牵头": "…，由市科技局牵头",
    "牵头": "市科技局牵头",
    "配合": "市财政局配合",
    "会同": "会同市财政局制定…",
    "name + verb": "市科技局建立…",
    "name + 将": "市科技局将建立…",
    "县里将": "县里将安排…",
    "name alone": "市科技局会同市财政局，建立…",
    "list": "nobody is written; the responsibility list holds",
}


@dataclass(slots=True)
class Subject:
    """What stands before the predicate of a clause.

    `owners` is None when the clause writes no unit (the carried owner holds); `predicate` is
    where the action starts; `drop` are spans the action leaves out (owner, modal, 由).
    `told` says that a modal or an address made the clause a directive by itself.
    """

    owners: tuple[str, ...] | None
    support: tuple[str, ...]
    predicate: int
    drop: tuple[Span, ...] = ()
    told: bool = False
    part: bool = False  # a part of the told unit stands in the action
    why: str = ""


# ---- how a subject is written ----------------------------------------------------------------

_MODAL = GATES.add(lexicon.MODAL)
_MODAL_WITHIN = 48  # a modal farther in belongs to the action
# A牵头 as a clause of its own
_LEAD_ONLY = gated(r"^(?:由)?(?P<lead>[^，；。]{2,80}?)(?:共同|联合)?(?:牵头|主办|总牵头|牵头负责|负总责)$")
# A、B配合 as a clause of its own
_SUPPORT_ONLY = gated(
    r"^(?P<support>[^，；。]{2,100}?)(?:按(?:照)?职责(?:分工)?|积极|密切|予以|做好)?(?:配合|协办|协助|参与|协同)(?:落实|实施|做好)?$"
)
_PLEASE = gated(r"^(?:特|敬|务|并)?请(?![求示假])")
_HOPE = gated(r"^(?:希望|号召|勉励|鼓励(?=各级))(?!能|政府|上级)")
_JOINED = gated(r"(?:积极|主动)?会同|联合(?=[市省县区各])")
_ADDRESS_BITS = bits(_PLEASE, _HOPE)
_HELP_BITS = bits(_LEAD_ONLY, _SUPPORT_ONLY, _JOINED)
_LEADS = re.compile(r"(?:共同|联合|具体|统一)?(?:牵头负责|牵头|负责)(?=$|[^人])")
_HELPS = re.compile(r"(?:积极|共同)?(?:配合|协助|协同|参与)")
# 县里将…, 市里已安排…: how a county speaks of itself
_AT_HOME = re.compile(r"([省市县区镇]里)(?:将|要|已经?安排)")


def of_clause(text: str, start: int, end: int, names: Names, mask: int) -> Subject:
    """The subject of a clause whose leading connectives are already off.

    >>> words = "市科技局要建立清单"
    >>> of_clause(words, 0, 9, Names.of(frozenset()), GATES.mask(words)).owners
    ('市科技局',)
    """
    words = text[start:end]
    if "由" in words and (by := _passive(text, start, end, names)):
        return by
    if mask & _ADDRESS_BITS and (addressed := _addressed(text, start, end, names, mask)):
        return addressed
    modal = lexicon.MODAL.search(words, 0, _MODAL_WITHIN) if mask & _MODAL.bit else None
    quoted = modal and words.count("“", 0, modal.start()) > words.count("”", 0, modal.start())
    if modal and not quoted:  # “应统未统” tells nobody
        before = words[: modal.start()].strip()
        return _before_modal(text, start, end, modal, before, names, mask)
    return _plain(text, start, end, names, mask)


def _addressed(text: str, start: int, end: int, names: Names, mask: int) -> Subject | None:
    """请市科技局…, 希望企业家…"""
    words = text[start:end]
    if please := _PLEASE.match(words, mask):
        at = start + please.end()
        stop = run_of_names(text, at, end, names, addressed=True)
        if stop is None:
            return Subject(None, (), at, ((start, at),), True, why="请")
        return Subject(*with_support(text[at:stop]), stop, ((start, stop),), True, why="请")
    if hope := _HOPE.match(words, mask):
        at = start + hope.end()
        stop = run_of_names(text, at, end, names, addressed=True)
        if stop is None and (told := lexicon.MODAL.search(words, hope.end(), hope.end() + 30)):
            stop = start + told.start()
        if stop is not None:
            after = stop + (1 if text[stop : stop + 1] in ("要", "能") else 0)
            return Subject(*with_support(text[at:stop]), after, ((start, after),), True, why="希望")
    return None


# ---- with a modal ----------------------------------------------------------------------------


def _before_modal(
    text: str, start: int, end: int, modal: re.Match[str], before: str, names: Names, mask: int
) -> Subject:
    word, after = modal.group(), start + modal.end()
    drop: tuple[Span, ...] = ((start + modal.start(), after),)
    if word in ("不得", "不准", "绝不能", "不能"):  # what is forbidden is the action
        after, drop = start + modal.start(), ()
    before, dated = without_date(before)
    if dated and not before:
        return Subject(None, (), start, drop, True, why=word)
    if not before:
        if word in ("需", "需要") or (word == "应" and text.startswith("完成", after)):
            return Subject(None, (), start)
        return Subject(None, (), after, drop, True, why=word)
    clean, when = without_when(before)
    if word in ("需", "需要") and not is_told(clean, names):
        return Subject(None, (), start)
    if PART.match(before):
        return Subject(None, (), start, drop, True, part=True, why="part of the told unit")
    if (whole := WITH_PART.match(before)) and lexicon.looks_like_unit(whole[1]):
        return Subject(*with_support(whole[1]), after, ((start, after),), True, why=f"subject + {word}")
    if NOBODY_NEW.search(before) and before not in names.known:
        return Subject(None, (), after, ((start, after),), True, why=word)
    if is_told(clean, names):
        owners, support = with_support(clean)
        if joined := _joined(text, after, end, names, mask):
            support, after = (*support, *joined[1]), joined[0]
        if dated:  # 各乡镇年内要引进…: the quote begins with the date
            behind = start + len(before)
            return Subject(owners, support, behind, ((start, behind), *drop), True, why="subject + date + 要")
        return Subject(owners, support, after, ((start, after),), True, why=f"subject + {word}")
    if before.endswith("的"):  # 一时解决不了的要说明原因: a condition, kept in the action
        return Subject(None, (), start, (), True, part=True, why="condition + 要")
    if when or lexicon.opens_with_verb(before, 0, len(before)) or before[0] in "对将把为在以按就从向":
        # An adverbial before the modal (在项目上要…, 对重点企业要…): the clause is told, no one new is.
        return Subject(None, (), start, drop, True, why=word)
    if word in ("可", "可以", "需", "需要", "应", "须", "不能", "请"):
        tells = word in ("应", "须")
        return Subject(None, (), start, (), tells, part=tells, why=f"thing + {word}")
    return Subject(None, (), start, (), True, part=True, why="thing as subject")


def _joined(text: str, start: int, end: int, names: Names, mask: int) -> tuple[int, tuple[str, ...]] | None:
    """X要会同Y做Z: Y supports; the action starts behind it."""
    found = _JOINED.match(text[start : start + 6], mask)
    if not found:
        return None
    at = start + found.end()
    stop = run_of_names(text, at, end, names, addressed=True)
    if stop is None:
        return (end, tuple(split_names(text[at:end]))) if lexicon.looks_like_unit(text[at:end]) else None
    return stop, tuple(split_names(text[at:stop]))


# ---- with 由 ---------------------------------------------------------------------------------


def _passive(text: str, start: int, end: int, names: Names) -> Subject | None:
    """由A会同B追回资金; …的由A挂牌督办; 由A牵头 (a clause of its own)."""
    at = text.find("由", start, end)
    while at != -1:
        if text[at - 1] not in "缘理事自经" and text[at + 1 : at + 2] not in ("于", "此", "来"):
            subject = _by(text, start, at, end, names)
            if subject is not None:
                return subject
        at = text.find("由", at + 1, end)
    return None


def _by(text: str, start: int, at: int, end: int, names: Names) -> Subject | None:
    """The subject behind the 由 at `at`."""
    stop = run_of_names(text, at + 1, end, names)
    if stop is None:
        return None
    owners, support = with_support(text[at + 1 : stop])
    if not owners:
        return None
    leads = _LEADS.match(text[stop:end])
    predicate = stop + (leads.end() if leads else 0)
    if leads and (helped := _helpers(text, predicate, end, names)):
        predicate, support = helped[0], (*support, *helped[1])
    if predicate >= end:  # 由A牵头 / 由A负责: the clause only names
        return Subject(owners, support, end, ((start, end),), True, why="由…牵头")
    if at != start:
        return Subject(owners, support, start, ((at, predicate),), True, why="…由")
    keep = stop if leads and leads.group().endswith("负责") else predicate  # 负责X is the action
    return Subject(owners, support, keep, ((start, keep),), True, why="由")


def _helpers(text: str, at: int, end: int, names: Names) -> tuple[int, tuple[str, ...]] | None:
    """…由A牵头、B配合: B supports."""
    if text[at : at + 1] not in ("、", "，"):
        return None
    stop = run_of_names(text, at + 1, end, names, addressed=True)
    found = _HELPS.match(text, stop, end) if stop else None
    return (found.end(), tuple(split_names(text[at + 1 : stop]))) if found else None


# ---- without a modal -------------------------------------------------------------------------


def _plain(text: str, start: int, end: int, names: Names, mask: int) -> Subject:
    """A clause without modal: a strong or known name before its verb, else nobody."""
    if mask & _HELP_BITS and (helping := _leading_or_helping(text, start, end, names, mask)):
        return helping
    if at_home := _AT_HOME.match(text, start, end):
        at = at_home.end()
        return Subject((at_home[1],), (), at, ((start, at),), True, why="县里将")
    nobody = Subject(None, (), start)
    known = names.at(text, start, end) > start
    if not known and (lexicon.opens_with_verb(text, start, end) or not opens_like_a_name(text[start:end])):
        return nobody
    stop = run_of_names(text, start, end, names)
    if stop is None or CLASS.match(text[start:stop]):
        return nobody
    name = text[start:stop]
    if stop == end:
        if "会同" in name or name in names.known:
            return Subject(*with_support(name), end, ((start, end),), why="name alone")
        return nobody
    while stop < end and text[stop] == "，":
        stop += 1
    if not known and (not _acts(text, stop, end) or _is_thing(text, start, stop, end)):
        return nobody
    if text[stop] == "将" and _will(text, stop + 1, end):
        return Subject(*with_support(name), stop + 1, ((start, stop + 1),), True, why="name + 将")
    return Subject(*with_support(name), stop, ((start, stop),), why="name + verb")


# What is built bears a name like a body's: 科学城, 实验室, 中心; a bureau or a town is never built.
_BUILT = re.compile(r"(?:实验室|中心|科学城|研究院|科学院|学院|大学|医院|园区|高新区|开发区|站|所)$")


def _is_thing(text: str, start: int, stop: int, end: int) -> bool:
    """河清实验室9月底前建成投用: the name is that of what is built."""
    if not _BUILT.search(text[start:stop]):
        return False
    dated = [found for _, found in dates.forms(text, stop, end) if found.start() == stop]
    return is_done_to(text[dated[0].end() if dated else stop : end])


def _leading_or_helping(text: str, start: int, end: int, names: Names, mask: int) -> Subject | None:
    """市科技局牵头 and 市财政局配合 as clauses of their own; 会同市财政局制定…"""
    words = text[start:end]
    if (
        (lead := _LEAD_ONLY.match(words, mask))
        and is_told(lead["lead"], names)
        and run_of_names(text, start, end, names) is not None
    ):
        return Subject(*with_support(lead["lead"]), end, ((start, end),), True, why="牵头")
    if (helps := _SUPPORT_ONLY.match(words, mask)) and run_of_names(text, start, end, names) is not None:
        return Subject(None, tuple(split_names(helps["support"])), end, ((start, end),), True, why="配合")
    if joined := _joined(text, start, end, names, mask):
        return Subject(None, joined[1], joined[0], ((start, joined[0]),), why="会同")
    return None


def _will(text: str, at: int, end: int) -> bool:
    """将 that promises (将于6月底前…, 将开展…), not 将X作为Y."""
    return (
        text[at : at + 1] in ("", *"在为与按于从对向继同会持进")
        or lexicon.opens_with_verb(text, at, end)
        or any(found.start() <= at + 1 for _, found in dates.forms(text, at, min(end, at + 14)))
    )


def _acts(text: str, start: int, end: int) -> bool:
    """Does what follows a name read as its predicate: a verb with an object, or 将/把/向/于…?"""
    verb = lexicon.verb_at(text, start, end)
    if verb:
        return end - verb[1] >= 1
    if patterns.HOW.match_at(text[start:end]) and lexicon.main_verb(text, start + 1, end) is not None:
        return True
    dated = PREDICATE.match(text, start, end) and dates.forms(text, start, end)
    return bool(dated) or text[start] in "将把向对与每"
