"""Who is told: responsibility lists in all their spellings, and names joined in one string.

A list stands in brackets at the end of an item, on a line of its own, in a heading, or in the
columns of a table: （责任单位：A、B，C；完成时限：…）, 〔牵头单位：A；配合单位：B〕, （A牵头，B、C配合）,
（由A会同B负责，2025年9月底前完成）, （A、B按职责分工负责）. Lead units own, the rest support (B2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luodi.finding import dates, lexicon
from luodi.finding.clauses import split
from luodi.finding.findings import Due, Span

# What a label makes of the units behind it.
LABELS: dict[str, str] = {
    # lead: the units named first and answerable
    **dict.fromkeys(
        [
            "牵头单位",
            "牵头部门",
            "牵头责任单位",
            "主要责任单位",
            "主责单位",
            "主责部门",
            "主办单位",
            "主办部门",
            "牵头科室（单位）",
            "牵头科室",
            "牵头处室",
            "牵头区直单位",
            "第一责任单位",
            "总牵头单位",
            "牵头",
            "主办",
            "主责",
        ],
        "lead",
    ),
    # plain: owners, unless a lead label stands in the same list (then they support)
    **dict.fromkeys(
        [
            "责任单位",
            "责任部门",
            "责任主体",
            "责任处室",
            "责任科室",
            "承办单位",
            "承办部门",
            "实施单位",
            "落实单位",
            "负责单位",
            "负责部门",
            "完成单位",
            "甲方责任单位",
            "乙方责任单位",
            "我方责任单位",
            "对方责任单位",
            "甲方单位",
            "乙方单位",
            "双方责任单位",
            "责任方",
            "甲方",
            "乙方",
            "承办",
        ],
        "plain",
    ),
    **dict.fromkeys(
        [
            "配合单位",
            "配合部门",
            "协同配合单位",
            "协同单位",
            "协办单位",
            "参与单位",
            "参加单位",
            "协助单位",
            "会办单位",
            "支持单位",
            "配合责任单位",
            "协作单位",
            "会同单位",
            "配合",
            "协办",
            "参与",
        ],
        "support",
    ),
    **dict.fromkeys(
        [
            "责任人",
            "责任领导",
            "牵头领导",
            "分管领导",
            "牵头区领导",
            "牵头市领导",
            "牵头县领导",
            "包抓领导",
            "负责人",
            "第一责任人",
            "包联领导",
            "联系领导",
            "牵头省领导",
        ],
        "responsible",
    ),
    **dict.fromkeys(["联络员", "联系人", "联络人", "具体联络人", "联系电话", "电话"], "liaison"),
    **dict.fromkeys(
        [
            "完成时限",
            "完成时间",
            "完成期限",
            "时限",
            "时间节点",
            "办结时限",
            "时限要求",
            "时间要求",
            "进度要求",
            "计划完成时间",
            "完成日期",
            "时间",
            "办理时限",
            "截止时间",
            "完成节点",
            "推进时限",
            "落实时限",
            "报送时限",
            "时间安排",
            "整改时限",
        ],
        "due",
    ),
}
_LABEL_NAMES = sorted(LABELS, key=len, reverse=True)
# 甲方牵头单位 and 乙方责任单位: both sides' units own (C12).
_SIDE = "甲方|乙方|我方|对方|双方|东部|西部"
_NAMED = "|".join(map(re.escape, _LABEL_NAMES))
_LABEL = re.compile(rf"(?<![^\s（〔【(\[，。；;、]) *(?P<side>{_SIDE})?(?P<name>{_NAMED}) *[：:]")
# 某某牵头，某某配合
_LEAD_VERB = re.compile(
    r"(?:由)?(?P<lead>[^；。：]+?)(?:共同|联合|分别|具体)?(?:牵头|负责|主办|承办|落实)(?:(?:负责|实施|落实|组织|推进|办理|完成)*)"
    r"(?:[，,；](?P<support>[^；。]+?)(?:按照?(?:各自)?职责(?:分工)?|共同|积极)?(?:配合|协办|参与|协助|协同|按职责分工负责)(?:落实|实施|做好)?)?"
    r"(?P<rest>[，,；。].*)?$"
)
_BY_DUTY = re.compile(
    r"^(?P<lead>.+?)(?:等)?(?:按照?|根据|依)(?:各自)?(?:职责|职能)(?:分工)?(?:分别)?(?:负责|落实|抓好落实|推进)(?P<rest>[，,；].*)?$"
)
_WITH = re.compile(r"^(?P<lead>.+?)(?:会同)(?P<support>.+)$")
NOBODY = frozenset(("——", "—", "-", "--", "/", "无", "", "……"))
_FIRST_LEADS = re.compile(
    r"(?:列(?:在)?第一位的?|排(?:在)?(?:第一|首)位的?|列首位的?|居首的?|首位)(?:责任)?(?:单位)?(?:为|是)(?:牵头|主要责任|主责|主办)"
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


_BRACKETED = re.compile(
    r"[（(〔【\[](?=[^（(〔【\[]{0,30}(?:责任|牵头|配合|负责|单位|主办|完成时|时限|落实|承办))"
)
_OWN_LINE = re.compile(rf"^\s*(?:{_SIDE})?(?:{_NAMED})\s*[：:]")
_CLOSER = {"（": "）", "(": ")", "〔": "〕", "【": "】", "[": "]"}


def find_lists(text: str, start: int, end: int, calendar_: dates.Calendar, first: bool) -> list[Duty]:
    """The responsibility lists of a paragraph: bracketed ones, or the whole line when it is one."""
    line = text[start:end]
    if (
        "：" not in line
        and "牵头" not in line
        and "负责" not in line
        and line.rstrip("。 ")[-1:] not in "）〕】]"
    ):
        return []
    if _OWN_LINE.match(text[start:end]):
        duty = parse(text, start, end, calendar_, first)
        return [duty] if duty else []
    found = []
    at = start
    while opening := _BRACKETED.search(text, at, end):
        closing = _matching(text, opening.start(), end)
        at = opening.end()
        if closing is None:
            continue
        duty = parse(text, opening.end(), closing, calendar_, first)
        if duty:
            found.append(_spanning(duty, opening.start(), closing + 1))
            at = closing + 1
    if not found and (bare := _BARE_LIST.search(text, start, end)):
        names = split_names(bare[1])  # 。（市科技局、市财政局）: names and nothing else
        if names and all(map(lexicon.looks_like_unit, names)):
            duty = parse(text, bare.start(1), bare.end(1), calendar_, first) or _of_names(
                names, bare.span(1), first
            )
            found.append(_spanning(duty, bare.start(), bare.end()))
    if not found:
        # A list without brackets at the end of a paragraph: …。责任单位：A、B。
        tail = re.search(
            rf"(?<=[。；]) *(?:{'|'.join(map(re.escape, _LABEL_NAMES))})[：:][^。]*。?$", text[start:end]
        )
        if tail:
            duty = parse(text, start + tail.start(), end, calendar_, first)
            if duty:
                found.append(duty)
    return found


_BARE_LIST = re.compile(
    r"(?<=[。；])[（〔【\[]([^（）〔〕【】：。；]{3,80}(?:（[^（）]*）[^（）〔〕【】：。；]*)?)[）〕】\]]。?$",
    re.M,
)


def _of_names(names: list[str], span: Span, first: bool) -> Duty:
    lead = names[:1] if first else names
    return Duty(span, tuple(lead), tuple(n for n in names if n not in lead), why="names in brackets")


def _spanning(duty: Duty, start: int, end: int) -> Duty:
    return Duty((start, end), duty.owners, duty.support, duty.responsible, duty.liaison, duty.dues, duty.why)


def _matching(text: str, at: int, end: int) -> int | None:
    opener, closer, depth = text[at], _CLOSER[text[at]], 0
    for position in range(at, min(end, at + 600)):
        if text[position] == opener:
            depth += 1
        elif text[position] == closer:
            depth -= 1
            if depth == 0:
                return position
    return None


@dataclass
class _Slots:
    """The parts of one list while it is read."""

    lead: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    liaison: list[str] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)


def parse(text: str, start: int, end: int, calendar_: dates.Calendar, first: bool) -> Duty | None:
    """Read one list `[start, end)` (without its brackets); None if it is none after all."""
    slots = _Slots()
    labels = list(_LABEL.finditer(text, start, end))
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


def _fill(slots: _Slots, part: str, text: str, start: int, end: int, calendar_: dates.Calendar) -> None:
    end = start + len(text[start:end].rstrip(" \t；;，,。、）")) if part == "due" else end
    if part == "due":
        slots.dues.extend(dates.read_slot(text, start, end, calendar_))
        return
    names = split_names(text[start:end])
    if part in ("responsible", "liaison"):
        getattr(slots, part).extend(names)
        return
    if part in ("lead", "plain"):
        # 会同 behind a lead makes the following units supporting (B2.6); 牵头/配合 may be spelt out.
        if marked := marked_names(text[start:end]):
            slots.lead.extend(marked[0])
            slots.support.extend(marked[1])
            return
        for piece in re.split(
            r"[；;，,](?=[^；;，,]*(?:配合|协办|参与)$)", text[start:end].strip(" 。；;，,")
        ):
            trailing = re.search(r"(?:按职责分工)?(?:配合|协办|参与|协助)(?:落实|实施)?$", piece)
            with_ = _WITH.match(piece)
            if trailing and piece != text[start:end].strip(" 。；;，,"):
                slots.support.extend(split_names(piece[: trailing.start()]))
            elif with_:
                getattr(slots, part).extend(split_names(with_["lead"]))
                slots.support.extend(split_names(re.sub(r"(?:负责|落实)$", "", with_["support"])))
            else:
                piece = re.sub(
                    r"(?:按照?(?:各自)?职责(?:分工)?)?(?:分别|共同|联合)?(?:牵头负责|牵头|负责|落实)$|按照?(?:各自)?职责(?:分工)?$",
                    "",
                    piece,
                )
                getattr(slots, part).extend(split_names(piece))
        return
    slots.support.extend(names)


_MARKED = re.compile(r"([^、，；：\s]+)（(牵头|配合|主办|协办)）")


def marked_names(words: str) -> tuple[list[str], list[str]] | None:
    """合作处（牵头）、苍岭市 -> lead, support; None where no bracket says who leads."""
    if not _MARKED.search(words):
        return None
    lead, support = [], []
    for name in split_names(words):
        role = _MARKED.match(name)
        leads = role is not None and role[2] in ("牵头", "主办")
        (lead if leads else support).append(role[1] if role else name)
    return lead, support


def _fill_sentence(slots: _Slots, text: str, start: int, end: int, calendar_: dates.Calendar) -> str:
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
    if with_ := _WITH.match(lead):
        lead, support = with_["lead"], "、".join(filter(None, (with_["support"], support)))
    names = split_names(lead)
    if not names or not any(map(lexicon.looks_like_unit, names)) or len(lead) > 120:
        return ""
    (slots.lead if "牵头" in words or support else slots.plain).extend(names)
    slots.support.extend(split_names(support))
    _rest_due(slots, text, start, end, rest, calendar_)
    return "牵头/负责 sentence"


def _rest_due(
    slots: _Slots, text: str, start: int, end: int, rest: str | None, calendar_: dates.Calendar
) -> None:
    """（…负责，2025年9月底前完成）: what follows the units is a deadline slot."""
    if not rest:
        return
    at = text.find(rest, start, end) + 1
    found = [dates.strip_lead(d) for d in dates.find(text, at, end, calendar_)]
    if found or dates.SLOT_WORDS.search(text, at, end):
        slots.dues.extend(found or dates.read_slot(text, at, at + len(rest.rstrip(" 。")) - 1, calendar_))


_ETC = re.compile(r"(?<![高同中平对均相初上])等(?![级次候待于])(?P<head>[^、，；]*)$")
_BARE = re.compile(
    r"^(?:\d+|[一二三四五六七八九十两几多]+)?(?:个|家)?(?:市直|县直|区直|省直|中央驻\w{1,3}|各?(?:有关|相关))?(?:部门|单位|部门和单位|部门单位|处室|科室|地方|方面)$"
)
_AND = re.compile(r"(?<=[局厅委办院处会司所府团部门位校])(?:和|及|以及|与)(?=[市省县区州各国人望中])")


def split_names(words: str) -> list[str]:
    """Names of one string: split at 、，；, blanks and (between full names) 和; 等 dropped (C12).

    >>> split_names("市科技局、各县（市、区）")
    ['市科技局', '各县（市、区）']
    >>> split_names("组织、人社部门")
    ['组织、人社部门']
    >>> split_names("恒岳精工、天枢新材料等链主企业")
    ['恒岳精工', '天枢新材料', '链主企业']
    >>> split_names("市科技局、市财政局等部门")
    ['市科技局', '市财政局']
    """
    words = re.sub(r"^(?:由|请)", "", words.strip(" \t\r。；;，,、：:"))
    words = re.sub(r"(?:分别|共同)$", "", words)
    if words in NOBODY:
        return []
    words = re.sub(r"[\s/]+", "、", words)
    pieces = [words[a:b] for a, b in split(words, 0, len(words), "、，；,;")]
    names: list[str] = []
    pending = ""
    for index, piece in enumerate(pieces):
        if etc := _ETC.search(piece):
            before, head = piece[: etc.start()].strip(), etc["head"].strip()
            if not (head and not lexicon.looks_like_unit(head)):  # 等 inside a name stays
                if before:
                    names.extend(_join(pending, before))
                    pending = ""
                if head and not _BARE.match(head):
                    names.append(head)
                continue
        last = index == len(pieces) - 1
        if not last and _elliptic(piece, pieces[-1]):
            pending += piece + "、"
            continue
        names.extend(_join(pending, piece))
        pending = ""
    if pending:
        names.append(pending.rstrip("、"))
    return [n for n in names if n not in NOBODY]


def _join(pending: str, piece: str) -> list[str]:
    """A shared head noun keeps its fellows (组织、人社部门); otherwise split at a clear 和."""
    if pending:
        return [pending + piece]
    return [p for p in _AND.split(piece) if p]


def _elliptic(piece: str, last: str) -> bool:
    """市 (、区财政), 组织 (、人社部门), 砚州 (、澜宁市人民政府): no name by itself."""
    if len(piece) > 3 or piece.startswith("各"):
        return False
    if last.endswith(("部门", "系统")) and piece[-1] not in "局厅委办院所县区市省部":
        return True  # 发改、工信、财政部门
    return len(piece) == 1 or not lexicon.looks_like_unit(piece)
