"""Who a clause tells: the written subject before 要 or before a verb, and 由…, 会同…, 请….

A subject is kept as written. A part of the told unit (主要负责同志, 每所高校) is no owner: it
stays in the action. A thing (资金分3批拨付) is no owner either: the carried one holds (C11, C12).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luodi.finding import dates, lexicon, patterns
from luodi.finding.findings import Span
from luodi.finding.gates import GATES, gated
from luodi.finding.names import split_names
from luodi.finding.naming import PREDICATE, Names, run_of_names
from luodi.finding.verbs import words as words_of

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


@dataclass(frozen=True, slots=True)
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


# ---- what is nobody, or only a part of somebody ----------------------------------------------

# 我们, 会议, 下一步 before 要: nobody new is told (C12).
_NOBODY = re.compile(
    r"^(?:我们|大家|双方|同志们|咱们|各方|你们|会议|这|那|我|他|她|谁|全会|本方案|本办法|本措施|方案|主要任务|任务|工作|关键|重点|目的|首先|下一步|今后|接下来)$|^(?:这|那)|了$|^(?:就是|就|才|既|又|也|还|都|更)$"
)
# 主要负责同志, 一把手, 每所高校: a part of the told unit stays in the action (C12).
_PART = re.compile(
    r"^(?:(?:各(?:级|地|单位|部门)?)?(?:党政)?主要(?:负责同志|负责人|领导)|一把手|分管(?:负责同志|负责人|领导|同志)|班子成员|"
    r"负责同志|联络员|具体负责人|每(?:所|个|家|名|位|户|县|月|季).*|党政(?:主要)?(?:负责同志|领导)|领导班子成员|“一把手”|相关负责人)(?:每.*)?$"
)
# 市科技局主要负责同志 before 要: the unit is the owner.
_WITH_PART = re.compile(
    r"(.{2,40}?)(?:党政)?(?:主要负责同志|主要负责人|主要领导|分管负责同志|分管领导|一把手)$"
)
# 排名后三位的 before 要: a group that is told.
_GROUP = re.compile(
    r"^(?:[^，。；]{0,12}(?:排名|得分|位次|排位|位居|位列)[^，。；]{0,16}|[^，。；]{0,8}[前后]\d+[位名])的$"
)
# Openings no name has; 经开区, 向阳区, 从化区 are names all the same.
_NO_NAME = re.compile(
    r"(?:对(?!外)|将|把|为|在|以|按|就|从(?!化)|向(?!阳)|是|如|通过|经(?!开|济|信|发|贸)|围绕|聚焦|根据|依据|跟|让|使|给|被|会同|并|与)"
)
# 今年, 下一步 before a subject: set aside.
_WHEN = re.compile(
    r"^(?:今年|明年|下一步|接下来|今后|下半年|上半年|会后|当前|现阶段|年内|此外|同时|特别是|尤其是|对此|为此|因此|所以)[，]?"
)
# 年内, 6月底前 between a subject and its 要
_DATE_AT_END = re.compile(
    r"(?:年内|今年|明年|全年|本月|月底前|年底前|[上下]半年|到?年底|[\d一二三四五六七八九十]+月[^，]{0,5}前|[一二三四]季度末?前?)$"
)
# Names of bodies that begin like a verb: 组织部, 统计局.
_VERBAL_NAMES = tuple(
    words_of("综合 规划 教育 组织 宣传 审计 统计 监督 发展 检查 督查 科普 招商 管理 服务 联合")
)
_ASIDE_AT_END = re.compile(r"（[^（）]*）$")
_PLACE_OR_TIME = re.compile(r"[一-龥]{2}(?:中|上|下|里|时|后|前)$")
# 企业, 平台 after an adjective: a class of thing, not a body.
_CLASS = re.compile(r"^(?!各)[^、]{0,12}(?:企业|项目|机构|主体|平台|基地|人才)$")

# ---- how a subject is written ----------------------------------------------------------------

_MODAL = GATES.add(lexicon.MODAL)
_MODAL_WITHIN = 48  # a modal farther in belongs to the action
# A会同B: A owns, B supports (C10)
_WITH = re.compile(r"^(?P<lead>[^，；。会]{2,40}?)(?:会同|商请|联合|协同)(?P<support>[^，；。]{2,60})$")
# A牵头 as a clause of its own
_LEAD_ONLY = gated(r"^(?:由)?(?P<lead>[^，；。]{2,80}?)(?:共同|联合)?(?:牵头|主办|总牵头|牵头负责|负总责)$")
# A、B配合 as a clause of its own
_SUPPORT_ONLY = gated(
    r"^(?P<support>[^，；。]{2,100}?)(?:按(?:照)?职责(?:分工)?|积极|密切|予以|做好)?(?:配合|协办|协助|参与|协同)(?:落实|实施|做好)?$"
)
_PLEASE = gated(r"^(?:特|敬|务|并)?请(?![求示假])")
_HOPE = gated(r"^(?:希望|号召|勉励|鼓励(?=各级))(?!能|政府|上级)")
_JOINED = gated(r"(?:积极|主动)?会同|联合(?=[市省县区各])")
_LEADS = re.compile(r"(?:共同|联合|具体|统一)?(?:牵头负责|牵头|负责)(?=$|[^人])")
_HELPS = re.compile(r"(?:积极|共同)?(?:配合|协助|协同|参与)")
# How a name that is not known must begin to be a subject without a modal.
_STRONG_HEAD = re.compile(
    r"^(?:各|责任领导|牵头单位|责任单位|领导小组|指挥部|联席会议|工作专班|委员会办公室|园区|开发区|高新区|管委会|新区|市|省|县|区|州|盟|旗|有关|相关|全市各|全省各|全县各|两|[一-龥]{2,8}?(?:市|县|区|省|州|新区))"
)
# 县里将…, 市里已安排…: how a county speaks of itself
_AT_HOME = re.compile(r"([省市县区镇]里)(?:将|要|已经?安排)")
# A bureau needs no place name before it: 科技创新局, 财政金融局, 综合处
_BUREAU = re.compile(
    r"(?![经对向与由被为以按据在从及和报至他她将把是有])[一-龥]{2,8}?(?:局|厅|管委会|委员会|办公室|党工委|处|科技局|专班|集团|公司)"
)


def of_clause(text: str, start: int, end: int, names: Names, mask: int) -> Subject:
    """The subject of a clause whose leading connectives are already off.

    >>> words = "市科技局要建立清单"
    >>> of_clause(words, 0, 9, Names.of(frozenset()), GATES.mask(words)).owners
    ('市科技局',)
    """
    words = text[start:end]
    if "由" in words and (by := _passive(text, start, end, names)):
        return by
    if please := _PLEASE.match(words, mask):
        at = start + please.end()
        stop = run_of_names(text, at, end, names, addressed=True)
        if stop is None:
            return Subject(None, (), at, ((start, at),), True, why="请")
        return Subject(*_with(text[at:stop]), stop, ((start, stop),), True, why="请")
    if hope := _HOPE.match(words, mask):
        at = start + hope.end()
        stop = run_of_names(text, at, end, names, addressed=True)
        if stop is None and (told := lexicon.MODAL.search(words, hope.end(), hope.end() + 30)):
            stop = start + told.start()
        if stop is not None:
            after = stop + (1 if text[stop : stop + 1] in ("要", "能") else 0)
            return Subject(*_with(text[at:stop]), after, ((start, after),), True, why="希望")
    modal = lexicon.MODAL.search(words, 0, _MODAL_WITHIN) if mask & _MODAL.bit else None
    quoted = modal and words.count("“", 0, modal.start()) > words.count("”", 0, modal.start())
    if modal and not quoted:  # “应统未统” tells nobody
        before = words[: modal.start()].strip()
        return _before_modal(text, start, end, modal, before, names, mask)
    return _plain(text, start, end, names, mask)


# ---- with a modal ----------------------------------------------------------------------------


def _before_modal(
    text: str, start: int, end: int, modal: re.Match[str], before: str, names: Names, mask: int
) -> Subject:
    word, after = modal.group(), start + modal.end()
    drop: tuple[Span, ...] = ((start + modal.start(), after),)
    if word in ("不得", "不准", "绝不能", "不能"):  # what is forbidden is the action
        after, drop = start + modal.start(), ()
    before, dated = _without_date(before)
    if dated and not before:
        return Subject(None, (), start, drop, True, why=word)
    if not before:
        if word in ("需", "需要") or (word == "应" and text.startswith("完成", after)):
            return Subject(None, (), start)
        return Subject(None, (), after, drop, True, why=word)
    clean, when = _without_when(before)
    if word in ("需", "需要") and not _is_told(clean, names):
        return Subject(None, (), start)
    if _PART.match(before):
        return Subject(None, (), start, drop, True, part=True, why="part of the told unit")
    if (whole := _WITH_PART.match(before)) and lexicon.looks_like_unit(whole[1]):
        return Subject(*_with(whole[1]), after, ((start, after),), True, why=f"subject + {word}")
    if _NOBODY.search(before) and before not in names.known:
        return Subject(None, (), after, ((start, after),), True, why=word)
    if _is_told(clean, names):
        owners, support = _with(clean)
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


def _without_date(before: str) -> tuple[str, bool]:
    """各乡镇年内要…: the date between the name and 要 belongs to the deed."""
    found = _DATE_AT_END.search(before)
    return (before[: found.start()], True) if found else (before, False)


def _without_when(before: str) -> tuple[str, bool]:
    found = _WHEN.match(before)
    return (before[found.end() :], True) if found else (before, False)


def _is_told(words: str, names: Names) -> bool:
    """Is this string before 要 somebody who can be told?"""
    if not words or len(words) > 80 or ("《" in words and "》" not in words):
        return False
    if words in names.known or names.at(words, 0, len(words)) == len(words):
        return True
    verbal = lexicon.opens_with_verb(words, 0, len(words))
    if not verbal and not words.startswith(("对", "有", "是")) and _GROUP.match(words):
        return True
    pieces = split_names(words)
    if not pieces or _NO_NAME.match(words) or (verbal and not words.startswith(_VERBAL_NAMES)):
        return False
    last = _ASIDE_AT_END.sub("", pieces[-1])
    if lexicon.looks_like_unit(last):
        return True
    # A short name that is no thing and no verb, if the paper names it elsewhere: 恒岳精工要…
    return (
        all(3 <= len(p) <= 10 and names.counts.get(p, 0) > 1 for p in pieces)
        and not last.endswith(lexicon.THING_ENDINGS)
        and "的" not in words
        and not _PLACE_OR_TIME.search(words)
    )


def _with(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A会同B -> owners, support."""
    if found := _WITH.match(words):
        return tuple(split_names(found["lead"])), tuple(split_names(found["support"]))
    return tuple(split_names(words)), ()


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
    owners, support = _with(text[at + 1 : stop])
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
    words = text[start:end]
    if (
        (lead := _LEAD_ONLY.match(words, mask))
        and _is_told(lead["lead"], names)
        and run_of_names(text, start, end, names) is not None
    ):
        return Subject(*_with(lead["lead"]), end, ((start, end),), True, why="牵头")
    if (helps := _SUPPORT_ONLY.match(words, mask)) and run_of_names(text, start, end, names) is not None:
        return Subject(None, tuple(split_names(helps["support"])), end, ((start, end),), True, why="配合")
    if joined := _joined(text, start, end, names, mask):
        return Subject(None, joined[1], joined[0], ((start, joined[0]),), why="会同")
    if at_home := _AT_HOME.match(words):
        at = start + at_home.end()
        return Subject((at_home[1],), (), at, ((start, at),), True, why="县里将")
    nobody = Subject(None, (), start)
    known = names.at(text, start, end) > start
    if not known and (
        _NO_NAME.match(words)
        or lexicon.opens_with_verb(text, start, end)
        or not (_STRONG_HEAD.match(words) or _BUREAU.match(words))
    ):
        return nobody
    stop = run_of_names(text, start, end, names)
    if stop is None or _CLASS.match(text[start:stop]):
        return nobody
    name = text[start:stop]
    if stop == end:
        if "会同" in name or name in names.known:
            return Subject(*_with(name), end, ((start, end),), why="name alone")
        return nobody
    while stop < end and text[stop] == "，":
        stop += 1
    if not known and not _acts(text, stop, end):
        return nobody
    if text[stop] == "将" and _will(text, stop + 1, end):
        return Subject(*_with(name), stop + 1, ((start, stop + 1),), True, why="name + 将")
    return Subject(*_with(name), stop, ((start, stop),), why="name + verb")


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
