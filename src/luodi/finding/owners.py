"""Who is told: responsibility lists in all their spellings (rulings C10, C12).

A list stands in brackets at the end of an item, on a line of its own, in a heading, or in the
columns of a table: （责任单位：A、B，C；完成时限：…）, 〔牵头单位：A；配合单位：B〕, （A牵头，B、C配合）,
（由A会同B负责，2025年9月底前完成）, （A、B按职责分工负责）. Lead units own, the rest support.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from luodi.finding import dates, lexicon
from luodi.finding.clauses import Asides
from luodi.finding.dates import Calendar
from luodi.finding.findings import Due, Span
from luodi.finding.labels import AT_END, LABEL, LABELS, OWN_LINE
from luodi.finding.names import split_names

__all__ = ["NO_DUTY", "Duty", "find_lists", "first_leads", "marked_names", "parse", "split_names"]

# 列第一位的为牵头单位 (C10)
_FIRST_LEADS = re.compile(
    r"(?:列(?:在)?第一位的?|排(?:在)?(?:第一|首)位的?|列首位的?|居首的?|首位)(?:责任)?(?:单位)?(?:为|是)(?:牵头|主要责任|主责|主办)"
)
# 某某牵头，某某配合
_LEAD_VERB = re.compile(
    r"(?:由)?(?P<lead>[^；。：]+?)(?:共同|联合|分别|具体)?(?:牵头|负责|主办|承办|落实)(?:(?:负责|实施|落实|组织|推进|办理|完成)*)"
    r"(?:[，,；](?P<support>[^；。]+?)(?:按照?(?:各自)?职责(?:分工)?|共同|积极)?(?:配合|协办|参与|协助|协同|按职责分工负责)(?:落实|实施|做好)?)?"
    r"(?P<rest>[，,；。].*)?$"
)
# A、B按职责分工负责: all own
_BY_DUTY = re.compile(
    r"^(?P<lead>.+?)(?:等)?(?:按照?|根据|依)(?:各自)?(?:职责|职能)(?:分工)?(?:分别)?(?:负责|落实|抓好落实|推进)(?P<rest>[，,；].*)?$"
)
# A会同B: A owns
_WITH = re.compile(r"^(?P<lead>.+?)(?:会同)(?P<support>.+)$")
# 合作处（牵头）、苍岭市: the brackets say who leads
_MARKED = re.compile(r"([^、，；：\s]+)（(牵头|配合|主办|协办)）")
# ；市财政局配合: a piece of the lead's slot that supports
_HELPERS = re.compile(r"[；;，,](?=[^；;，,]*(?:配合|协办|参与)$)")
_HELPS = re.compile(r"(?:按职责分工)?(?:配合|协办|参与|协助)(?:落实|实施)?$")
_ANSWERS = re.compile(
    r"(?:按照?(?:各自)?职责(?:分工)?)?(?:分别|共同|联合)?(?:牵头负责|牵头|负责|落实)$|按照?(?:各自)?职责(?:分工)?$"
)

_LONGEST_LIST = 600
_BRACKETED = re.compile(
    r"[（(〔【\[](?=[^（(〔【\[]{0,30}(?:责任|牵头|配合|负责|单位|主办|完成时|时限|落实|承办))"
)
# 。（市科技局、市财政局）: names and nothing else
_BARE_LIST = re.compile(
    r"(?<=[。；])[（〔【\[]([^（）〔〕【】：。；]{3,80}(?:（[^（）]*）[^（）〔〕【】：。；]*)?)[）〕】\]]。?$",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Duty:
    """What one responsibility list says: units, people, deadlines, and where it stands."""

    span: Span
    owners: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    liaison: tuple[str, ...] = ()
    dues: tuple[Due, ...] = ()
    why: str = ""

    def merged(self, other: Duty) -> Duty:
        """Two lists of one item: 甲方…；乙方…, or units and a deadline on separate lines."""
        return Duty(
            (min(self.span[0], other.span[0]), max(self.span[1], other.span[1])),
            self.owners + tuple(o for o in other.owners if o not in self.owners),
            self.support + tuple(o for o in other.support if o not in self.support),
            self.responsible + other.responsible,
            self.liaison + other.liaison,
            self.dues or other.dues,
            self.why or other.why,
        )


NO_DUTY = Duty((0, 0))


def first_leads(text: str) -> bool:
    """Does the document say that the first unit of each list leads? (C10)"""
    return bool(_FIRST_LEADS.search(text))


def find_lists(text: str, start: int, end: int, calendar_: Calendar, first: bool) -> list[Duty]:
    """The responsibility lists of a paragraph: bracketed ones, or the whole line when it is one."""
    line = text[start:end]
    if (
        "：" not in line
        and "牵头" not in line
        and "负责" not in line
        and line.rstrip("。 ")[-1:] not in "）〕】]"
    ):
        return []
    if OWN_LINE.match(line):
        duty = parse(text, start, end, calendar_, first)
        return [duty] if duty else []
    found = _bracketed(text, start, end, calendar_, first)
    if not found and (bare := _BARE_LIST.search(text, start, end)):
        names = split_names(bare[1])
        if names and all(map(lexicon.looks_like_unit, names)):
            duty = parse(text, bare.start(1), bare.end(1), calendar_, first) or _of_names(
                names, bare.span(1), first
            )
            found.append(replace(duty, span=bare.span()))
    if (
        not found
        and (tail := AT_END.search(line))
        and (duty := parse(text, start + tail.start(), end, calendar_, first))
    ):
        found.append(duty)
    return found


def _bracketed(text: str, start: int, end: int, calendar_: Calendar, first: bool) -> list[Duty]:
    found = []
    at = start
    asides = Asides(text, end, _LONGEST_LIST)
    while opening := _BRACKETED.search(text, at, end):
        closing = asides.closer(opening.start())
        at = opening.end()
        if closing is None:
            continue
        duty = parse(text, opening.end(), closing, calendar_, first)
        if duty:
            found.append(replace(duty, span=(opening.start(), closing + 1)))
            at = closing + 1
    return found


def _of_names(names: list[str], span: Span, first: bool) -> Duty:
    lead = names[:1] if first else names
    return Duty(span, tuple(lead), tuple(n for n in names if n not in lead), why="names in brackets")


@dataclass
class _Slots:
    """The parts of one list while it is read."""

    lead: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    liaison: list[str] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)


def parse(text: str, start: int, end: int, calendar_: Calendar, first: bool) -> Duty | None:
    """Read one list `[start, end)` (without its brackets); None if it is none after all."""
    slots = _Slots()
    labels = list(LABEL.finditer(text, start, end))
    if labels:
        for label, after in zip(labels, [*labels[1:], None], strict=True):
            stop = after.start() if after else end
            part = LABELS[label["name"]]
            part = "lead" if label["side"] and part == "plain" else part
            _fill(slots, part, text, label.end(), stop, calendar_)
        why = "labelled list"
    else:
        why = _fill_sentence(slots, text, start, end, calendar_)
        if not why:
            return None
    if slots.lead:
        owners, support = slots.lead, [*slots.plain, *slots.support]
    elif first and len(slots.plain) > 1:
        owners, support = slots.plain[:1], [*slots.plain[1:], *slots.support]
    else:
        owners, support = slots.plain, slots.support
    if not (labels or owners):
        return None
    return Duty(
        (start, end),
        tuple(dict.fromkeys(owners)),
        tuple(o for o in dict.fromkeys(support) if o not in owners),
        tuple(slots.responsible),
        tuple(slots.liaison),
        tuple(slots.dues),
        why,
    )


def _fill(slots: _Slots, part: str, text: str, start: int, end: int, calendar_: Calendar) -> None:
    """What stands behind one label goes to its slot."""
    words = text[start:end]
    if part == "due":
        end = start + len(words.rstrip(" \t；;，,。、）"))
        slots.dues.extend(dates.read_slot(text, start, end, calendar_))
    elif part == "lead":
        _fill_leads(slots, slots.lead, words)
    elif part == "plain":
        _fill_leads(slots, slots.plain, words)
    elif part == "support":
        slots.support.extend(split_names(words))
    elif part == "responsible":
        slots.responsible.extend(split_names(words))
    else:
        slots.liaison.extend(split_names(words))


def _fill_leads(slots: _Slots, leads: list[str], words: str) -> None:
    """会同 behind a lead makes the following units supporting; 牵头/配合 may be spelt out."""
    if marked := marked_names(words):
        slots.lead.extend(marked[0])
        slots.support.extend(marked[1])
        return
    words = words.strip(" 。；;，,")
    for piece in _HELPERS.split(words):
        trailing = _HELPS.search(piece)
        joined = _WITH.match(piece)
        if trailing and piece != words:
            slots.support.extend(split_names(piece[: trailing.start()]))
        elif joined:
            leads.extend(split_names(joined["lead"]))
            slots.support.extend(split_names(re.sub(r"(?:负责|落实)$", "", joined["support"])))
        else:
            leads.extend(split_names(_ANSWERS.sub("", piece)))


def marked_names(words: str) -> tuple[list[str], list[str]] | None:
    """合作处（牵头）、苍岭市 -> lead, support; None where no bracket says who leads."""
    if not _MARKED.search(words):
        return None
    lead: list[str] = []
    support: list[str] = []
    for name in split_names(words):
        role = _MARKED.match(name)
        leads = role is not None and role[2] in ("牵头", "主办")
        (lead if leads else support).append(role[1] if role else name)
    return lead, support


def _fill_sentence(slots: _Slots, text: str, start: int, end: int, calendar_: Calendar) -> str:
    """（A牵头，B、C配合）, （由A会同B负责，2025年9月底前完成）, （A、B按职责分工负责）; '' if none."""
    words = text[start:end].strip(" 。；;，,")
    if duty := _BY_DUTY.match(words):
        inner = _LEAD_VERB.match(duty["lead"])
        if inner and "牵头" in duty["lead"]:
            lead, _, others = duty["lead"].partition("牵头")
            slots.lead.extend(split_names(lead))
            slots.support.extend(split_names(others.lstrip("，,；")))
        else:
            slots.plain.extend(split_names(duty["lead"]))
        _rest_due(slots, text, start, end, duty["rest"], calendar_)
        return "by duty"
    found = _LEAD_VERB.match(words)
    if not found:
        return ""
    lead, support, rest = found["lead"].strip(), found["support"] or "", found["rest"] or ""
    if joined := _WITH.match(lead):
        lead, support = joined["lead"], "、".join(filter(None, (joined["support"], support)))
    names = split_names(lead)
    if not names or not any(map(lexicon.looks_like_unit, names)) or len(lead) > 120:
        return ""
    (slots.lead if "牵头" in words or support else slots.plain).extend(names)
    slots.support.extend(split_names(support))
    _rest_due(slots, text, start, end, rest, calendar_)
    return "牵头/负责 sentence"


def _rest_due(slots: _Slots, text: str, start: int, end: int, rest: str | None, calendar_: Calendar) -> None:
    """（…负责，2025年9月底前完成）: what follows the units is a deadline slot."""
    if not rest:
        return
    at = text.find(rest, start, end) + 1
    found = [dates.strip_lead(d) for d in dates.find(text, at, end, calendar_)]
    if found or dates.SLOT_WORDS.search(text, at, end):
        slots.dues.extend(found or dates.read_slot(text, at, at + len(rest.rstrip(" 。")) - 1, calendar_))
