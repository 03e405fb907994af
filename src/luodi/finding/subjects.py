"""Who a clause tells: the written subject before 要 or before a verb, and 由…, 会同…, 请….

A subject is kept as written. A part of the told unit (主要负责同志, 每所高校) is no owner: it
stays in the action. A thing (资金分3批拨付) is no owner either: the carried one holds (C11, C12).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from luodi.finding import dates, lexicon, patterns
from luodi.finding.findings import Span
from luodi.finding.owners import split_names


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


NOT_OWNERS = re.compile(
    r"^(?:我们|大家|双方|同志们|咱们|各方|你们|会议|这|那|我|他|她|谁|全会|本方案|本办法|本措施|方案|主要任务|任务|工作|关键|重点|目的|首先|下一步|今后|接下来)$|^(?:这|那)|了$|^(?:就是|就|才|既|又|也|还|都|更)$"
)
_PART = re.compile(
    r"^(?:(?:各(?:级|地|单位|部门)?)?(?:党政)?主要(?:负责同志|负责人|领导)|一把手|分管(?:负责同志|负责人|领导|同志)|班子成员|"
    r"负责同志|联络员|具体负责人|每(?:所|个|家|名|位|户|县|月|季).*|党政(?:主要)?(?:负责同志|领导)|领导班子成员|“一把手”|相关负责人)(?:每.*)?$"
)
_GROUP = re.compile(
    r"^(?:[^，。；]{0,12}(?:排名|得分|位次|排位|位居|位列)[^，。；]{0,16}|[^，。；]{0,8}[前后]\d+[位名])的$"
)
# Names strong enough to be a subject without a modal.
_STRONG_HEAD = re.compile(
    r"^(?:各|责任领导|牵头单位|责任单位|领导小组|指挥部|联席会议|工作专班|委员会办公室|园区|开发区|高新区|管委会|新区|市|省|县|区|州|盟|旗|有关|相关|全市各|全省各|全县各|两|[一-龥]{2,8}?(?:市|县|区|省|州|新区))"
)
_STRONG_TAIL = re.compile(
    r"(?:局|厅|委|委员会|办|办公室|管委会|专班|组|小组|大学|学院|研究院|院|责任领导|研究所|公司|集团|政府|财政|室|监管局|高新区|新区|党委|分行|支行|中心|处|科室|单位|部门|市|县|区|街道|乡镇|镇|院所|高校|院校|协会|科协|银行|实验室|园区|商会|学会|服务队|指挥部|所|站)(?:（[^（）]*）)?$"
)
_PREDICATE_WORD = re.compile(
    r"(?:根据|按照|围绕|聚焦|针对|结合|依托|通过|经|全面|继续|做好|要|高度|认真|严格|切实|提前|按时|积极|主动|能|另行|统一|负责|具体|分别|[今明]年|抓紧|尽快|及时)|[将把对向与同为于在以按每从就会牵负定及]|不得|(?:\d|[一二三四五六七八九十上下年]).{0,6}[月季年日前内]"
)
_BY = re.compile(
    r"(?:^|(?<=[的，、]))由(?P<who>[^，。；：]{2,60}?)(?P<lead>(?:共同|联合|具体)?(?:牵头)(?:负责)?|负责)?(?=$|[，]|(?P<verb>))"
)
_WITH = re.compile(r"^(?P<lead>[^，；。会]{2,40}?)(?:会同|商请|联合|协同)(?P<support>[^，；。]{2,60})$")
_LEAD_ONLY = re.compile(
    r"^(?:由)?(?P<lead>[^，；。]{2,80}?)(?:共同|联合)?(?:牵头|主办|总牵头|牵头负责|负总责)$"
)
_SUPPORT_ONLY = re.compile(
    r"^(?P<support>[^，；。]{2,100}?)(?:按(?:照)?职责(?:分工)?|积极|密切|予以|做好)?(?:配合|协办|协助|参与|协同)(?:落实|实施|做好)?$"
)
_PLEASE = re.compile(r"^(?:特|敬|务|并)?请(?!求|示|假|示)")
_HOPE = re.compile(r"^(?:希望|号召|勉励|鼓励(?=各级))(?!能|政府|上级)")
_LABELS = re.compile(
    r"^(?:第?[一二三四五六七八九十\d]+(?:[、.．]|是(?!.{0,2}家)|要(?=[健加强推抓]))|（[一二三四五六七八九十\d]+）|[①-⑳]|\d+[)）、.．])\s*"
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names a document itself uses for bodies, and those of the unit book."""

    known: frozenset[str]
    longest: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)  # how often a short name stands before 要

    @classmethod
    def of(cls, names: frozenset[str]) -> Names:
        return cls(names, max(map(len, names), default=0))

    def at(self, text: str, start: int, end: int) -> int:
        """End of the longest known name that starts here, or `start`."""
        for size in range(min(self.longest, end - start), 1, -1):
            if text[start : start + size] in self.known:
                return start + size
        return start


_CALLED = re.compile(r"(?:听取了?|由)([^，。、关由对：；\n]{3,20}?)(?=关于|牵头|负责|对)")
_TOLD = re.compile(r"(?:^|[，。；：\n])(各?[^，。；：、\n要应]{2,24})要(?=[一-龥]{2})")


def names_in(text: str, listed: frozenset[str]) -> Names:
    """The names a document uses for bodies: in its lists, where one reports, is charged or is told."""
    found = {n for n in listed if len(n) > 1}
    found.update(m[1] for m in _CALLED.finditer(text) if lexicon.looks_like_unit(m[1]))
    for told in _TOLD.finditer(text):
        if lexicon.looks_like_unit(told[1]) and not lexicon.opens_with_verb(told[1], 0, len(told[1])):
            found.update(n for n in split_names(told[1]) if len(n) > 3)
    names = Names.of(frozenset(found))
    short = {p for told in _TOLD.finditer(text) for p in split_names(told[1]) if 3 <= len(p) <= 10}
    return replace(names, counts={p: text.count(p) for p in short})


def of_clause(text: str, start: int, end: int, names: Names) -> Subject:
    """The subject of a clause whose leading connectives are already off."""
    words = text[start:end]
    if "由" in words:
        by = _passive(text, start, end, names)
        if by is not None:
            return by
    if please := _PLEASE.match(words):
        at = start + please.end()
        stop = run_of_names(text, at, end, names, addressed=True)
        if stop is None:
            return Subject(None, (), at, ((start, at),), True, why="请")
        return Subject(*_with(text[at:stop]), stop, ((start, stop),), True, why="请")
    if hope := _HOPE.match(words):
        at = start + hope.end()
        stop = run_of_names(text, at, end, names, addressed=True)
        if stop is None and (told := lexicon.MODAL.search(words, hope.end(), hope.end() + 30)):
            stop = start + told.start()
        if stop is not None:
            after = stop + (1 if text[stop : stop + 1] in ("要", "能") else 0)
            return Subject(*_with(text[at:stop]), after, ((start, after),), True, why="希望")
    modal = lexicon.MODAL.search(words, 0, 48)
    if modal and words.count("“", 0, modal.start()) > words.count("”", 0, modal.start()):
        modal = None  # “应统未统” tells nobody
    if modal:
        before = words[: modal.start()].strip()
        told = _modal(text, start, end, modal, before, names)
        if told:
            return told
    return _plain(text, start, end, names)


def _modal(
    text: str, start: int, end: int, modal: re.Match[str], before: str, names: Names
) -> Subject | None:
    after = start + modal.end()
    drop = ((start + modal.start(), after),)
    negative = modal.group() in ("不得", "不准", "绝不能", "不能")
    if negative:
        after, drop = start + modal.start(), ()
    before, dated = _strip_date(before)
    if dated and not before:
        return Subject(None, (), start, drop, True, why=modal.group())
    if not before:
        told = modal.group() not in ("需", "需要") and not (
            modal.group() == "应" and text[after : after + 2] == "完成"
        )
        return Subject(None, (), after, drop, told, why=modal.group()) if told else Subject(None, (), start)
    if modal.group() in ("需", "需要") and not _is_told(_strip_prefix(before)[0], names):
        return Subject(None, (), start)
    if _PART.match(before):
        return Subject(
            None, (), start, drop if not negative else (), True, part=True, why="part of the told unit"
        )
    if (whole := _WITH_PART.match(before)) and lexicon.looks_like_unit(whole[1]):
        return Subject(*_with(whole[1]), after, ((start, after),), True, why=f"subject + {modal.group()}")
    if NOT_OWNERS.search(before) and before not in names.known:
        return Subject(None, (), after, ((start, after),), True, why=modal.group())
    clean, prefix = _strip_prefix(before)
    if _is_told(clean, names):
        lead_, support = _with(clean)
        joined = _joined(text, after, end, names)
        if joined:
            support, after = (*support, *joined[1]), joined[0]
        if dated:  # 各乡镇年内要引进…: the quote begins with the date
            name_end = start + len(before)
            return Subject(
                lead_, support, name_end, ((start, name_end), *drop), True, why="subject + date + 要"
            )
        return Subject(lead_, support, after, ((start, after),), True, why=f"subject + {modal.group()}")
    if before.endswith("的"):  # 一时解决不了的要说明原因: a condition, kept in the action
        return Subject(None, (), start, (), True, part=True, why="condition + 要")
    if prefix or lexicon.opens_with_verb(before, 0, len(before)) or before[0] in "对将把为在以按就从向":
        # An adverbial before the modal (在项目上要…, 对重点企业要…): the clause is told, no one new is.
        return Subject(None, (), start, drop, True, why=modal.group())
    if modal.group() in ("可", "可以", "需", "需要", "应", "须", "不能", "请"):
        tells = modal.group() in ("应", "须")
        return Subject(None, (), start, (), tells, part=tells, why=f"thing + {modal.group()}")
    return Subject(None, (), start, (), True, part=True, why="thing as subject")


def _joined(text: str, start: int, end: int, names: Names) -> tuple[int, tuple[str, ...]] | None:
    """X要会同Y做Z: Y supports; the action starts behind it."""
    found = re.match(r"(?:积极|主动)?会同|联合(?=[市省县区各])", text[start : start + 6])
    if not found:
        return None
    at = start + found.end()
    stop = run_of_names(text, at, end, names, addressed=True)
    if stop is None:
        return (end, tuple(split_names(text[at:end]))) if lexicon.looks_like_unit(text[at:end]) else None
    return stop, tuple(split_names(text[at:stop]))


# Openings no name has; 经开区, 向阳区, 从化区 are names all the same.
_NO_NAME = re.compile(
    r"(?:对(?!外)|将|把|为|在|以|按|就|从(?!化)|向(?!阳)|是|如|通过|经(?!开|济|信|发|贸)|围绕|聚焦|根据|依据|跟|让|使|给|被|会同|并|与)"
)
_DATE_PREFIX = re.compile(
    r"^(?:今年|明年|下一步|接下来|今后|下半年|上半年|会后|当前|现阶段|年内|此外|同时|特别是|尤其是|对此|为此|因此|所以)[，]?"
)


_WITH_PART = re.compile(
    r"(.{2,40}?)(?:党政)?(?:主要负责同志|主要负责人|主要领导|分管负责同志|分管领导|一把手)$"
)
_BEFORE_DATE = re.compile(
    r"(?:年内|今年|明年|全年|本月|月底前|年底前|[上下]半年|到?年底|[\d一二三四五六七八九十]+月[^，]{0,5}前|[一二三四]季度末?前?)$"
)


def _strip_date(before: str) -> tuple[str, bool]:
    """各乡镇年内要…: the date between the name and 要 belongs to the deed."""
    found = _BEFORE_DATE.search(before)
    return (before[: found.start()], True) if found else (before, False)


def _strip_prefix(before: str) -> tuple[str, str]:
    found = _DATE_PREFIX.match(before)
    return (before[found.end() :], found.group()) if found else (before, "")


def _is_told(words: str, names: Names) -> bool:
    """Is this string before 要 somebody who can be told?"""
    if not words or len(words) > 80 or ("《" in words and "》" not in words):
        return False
    if words in names.known or names.at(words, 0, len(words)) == len(words):
        return True
    if (
        _GROUP.match(words)
        and not lexicon.opens_with_verb(words, 0, len(words))
        and not words.startswith(("对", "有", "是"))
    ):
        return True
    pieces = split_names(words)
    if not pieces:
        return False
    last = re.sub(r"（[^（）]*）$", "", pieces[-1])
    if _NO_NAME.match(words):
        return False
    if lexicon.opens_with_verb(words, 0, len(words)) and not words.startswith(
        (
            "综合",
            "规划",
            "教育",
            "组织",
            "宣传",
            "审计",
            "统计",
            "监督",
            "发展",
            "检查",
            "督查",
            "科普",
            "招商",
            "管理",
            "服务",
            "联合",
        )
    ):
        return False
    if lexicon.looks_like_unit(last):
        return True
    # A short name that is no thing and no verb, if the paper names it elsewhere: 恒岳精工要…
    return (
        all(3 <= len(p) <= 10 and names.counts.get(p, 0) > 1 for p in pieces)
        and not last.endswith(lexicon.THING_ENDINGS)
        and "的" not in words
        and not re.search(r"[一-龥]{2}(?:中|上|下|里|时|后|前)$", words)
    )


def _with(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A会同B, A牵头、B配合 -> owners, support."""
    if found := _WITH.match(words):
        return tuple(split_names(found["lead"])), tuple(split_names(found["support"]))
    return tuple(split_names(words)), ()


def _passive(text: str, start: int, end: int, names: Names) -> Subject | None:
    """由A会同B追回资金; …的由A挂牌督办; 由A牵头 (a clause of its own)."""
    at = text.find("由", start, end)
    while at != -1:
        if text[at - 1] not in "缘理事自经" and text[at + 1 : at + 2] not in ("于", "此", "来"):
            who = _named(text, at + 1, end, names)
            if who:
                stop, owners, support = who
                tail = re.match(r"(?:共同|联合|具体|统一)?(?:牵头负责|牵头|负责)(?=$|[^人])", text[stop:end])
                predicate = stop + (tail.end() if tail else 0)
                if tail and (helped := _helpers(text, predicate, end, names)):
                    predicate, support = helped[0], (*support, *helped[1])
                if predicate >= end:  # 由A牵头 / 由A负责: the clause only names
                    return Subject(owners, support, end, ((start, end),), True, why="由…牵头")
                if at == start:
                    keep = stop if tail and tail.group().endswith("负责") and predicate < end else predicate
                    return Subject(
                        owners, support, predicate if not tail else keep, ((start, keep),), True, why="由"
                    )
                return Subject(owners, support, start, ((at, predicate if tail else stop),), True, why="…由")
        at = text.find("由", at + 1, end)
    return None


def _helpers(text: str, at: int, end: int, names: Names) -> tuple[int, tuple[str, ...]] | None:
    """…由A牵头、B配合: B supports."""
    if text[at : at + 1] not in ("、", "，"):
        return None
    stop = run_of_names(text, at + 1, end, names, addressed=True)
    found = re.compile(r"(?:积极|共同)?(?:配合|协助|协同|参与)").match(text, stop, end) if stop else None
    return (found.end(), tuple(split_names(text[at + 1 : stop]))) if found else None


def _named(
    text: str, start: int, end: int, names: Names
) -> tuple[int, tuple[str, ...], tuple[str, ...]] | None:
    """A run of names from `start` up to a predicate: where it stops, lead, support."""
    stop = run_of_names(text, start, end, names)
    if stop is None:
        return None
    owners, support = _with(text[start:stop])
    return (stop, owners, support) if owners else None


def run_of_names(text: str, start: int, end: int, names: Names, addressed: bool = False) -> int | None:
    """Where a name (or a row of names joined by 、, 和, 会同) ends and its predicate begins.

    `addressed`: behind 请, any name that ends like a body's will do.
    """
    at, stop = start, None
    while at < end:
        known = names.at(text, at, end)
        one = known if known > at else _strong_name(text, at, end)
        if one is None and addressed and not lexicon.opens_with_verb(text, at, end):
            one = _strong_name(text, at, end, lexicon.looks_like_unit)
        if one is None:
            return stop
        stop = one
        joint = re.match(r"、|和|及|以及|会同|与(?=[市省县区各])", text[stop : min(end, stop + 2)])
        if not joint:
            return stop
        at = stop + joint.end()
    return stop


def _strong_name(
    text: str, start: int, end: int, is_name: Callable[[str], object] = _STRONG_TAIL.search
) -> int | None:
    """End of a name strong enough to stand alone before a predicate, or None."""
    limit = min(end, start + 32)
    depth = 0
    for stop in range(start + 1, limit + 1):
        char = text[stop - 1]
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth -= 1
        if depth or char in "，。；：、“”《》的":
            if char in "，。；：、“”《》的" and not depth:
                break
            continue
        name = text[start:stop]
        if char in "要是向对把将由被使让并须占比从" and stop - start > 1:
            break
        if len(name) < 3 or not is_name(name) or _KIND_OF_PLACE.search(name):
            continue
        nxt = text[stop : stop + 2]
        if nxt[:1] in ("（", "("):
            continue
        predicate = (
            stop == end
            or nxt[:1] in "、和及"
            or nxt == "会同"
            or bool(_PREDICATE_WORD.match(text, stop, min(end, stop + 10)))
            or lexicon.opens_with_verb(text, stop, end)
        )
        if predicate:
            return _longer_name(text, stop, end) or stop
    return None


# 省级创新型县, 市级平台: a class of thing, nobody who can be told
_KIND_OF_PLACE = re.compile(r"[型级类](?:县|市|区|企业|园区|平台|中心|机构|实验室)$")
# 县政府|督查室, 市科技创新委员会|办公室: the ending was only the first part of a longer name.
_GOES_ON = re.compile(
    r"[一-龥]{0,4}?(?:办公室|委员会|领导小组|管委会|人民政府|督查室|督查组|秘书处|分行|分局|专班|党组|党工委|研究院|工作处|服务中心)(?!主任)"
)


def _longer_name(text: str, stop: int, end: int) -> int | None:
    found = _GOES_ON.match(text, stop, end)
    if not found:
        return None
    after = found.end()
    if after == end or _PREDICATE_WORD.match(text, after, end) or lexicon.opens_with_verb(text, after, end):
        return after
    return None


def _plain(text: str, start: int, end: int, names: Names) -> Subject:
    """A clause without modal: a strong or known name before its verb, else nobody."""
    words = text[start:end]
    if lead := _LEAD_ONLY.match(words):
        if _is_told(lead["lead"], names) and run_of_names(text, start, end, names) is not None:
            return Subject(*_with(lead["lead"]), end, ((start, end),), True, why="牵头")
    if (support := _SUPPORT_ONLY.match(words)) and run_of_names(text, start, end, names) is not None:
        return Subject(None, tuple(split_names(support["support"])), end, ((start, end),), True, why="配合")
    if locals_ := _AT_HOME.match(words):
        at = start + locals_.end()
        return Subject((locals_[1],), (), at, ((start, at),), True, why="县里将")
    if joined := _joined(text, start, end, names):
        return Subject(None, joined[1], joined[0], ((start, joined[0]),), why="会同")
    known = names.at(text, start, end) > start
    if not known and _NO_NAME.match(words):
        return Subject(None, (), start)
    if not known and (
        lexicon.opens_with_verb(text, start, end) or not (_STRONG_HEAD.match(words) or _BUREAU.match(words))
    ):
        return Subject(None, (), start)
    stop = run_of_names(text, start, end, names)
    if stop is None:
        return Subject(None, (), start)
    name = text[start:stop]
    generic = re.match(r"^(?!各)[^、]{0,12}(?:企业|项目|机构|主体|平台|基地|人才)$", name)
    if stop < end and not generic:
        rest = stop
        while rest < end and text[rest] in "，":
            rest += 1
        if not known and not _acts(text, rest, end):
            return Subject(None, (), start)
        if text[rest] == "将" and (
            text[rest + 1 : rest + 2] in "在为与按于从对向继同会持进"
            or lexicon.opens_with_verb(text, rest + 1, end)
            or any(_dates_at(text, rest + 1, end))
        ):
            return Subject(*_with(name), rest + 1, ((start, rest + 1),), True, why="name + 将")
        return Subject(*_with(name), rest, ((start, rest),), why="name + verb")
    if stop == end and not generic and ("会同" in name or name in names.known):
        return Subject(*_with(name), end, ((start, end),), why="name alone")
    return Subject(None, (), start)


def _dates_at(text: str, at: int, end: int) -> list[bool]:
    return [
        d.span is not None and d.span[0] <= at + 1
        for d in dates.find(text, at, min(end, at + 14), dates.Calendar())
    ]


# A bureau needs no place name before it: 科技创新局, 财政金融局, 综合处
_BUREAU = re.compile(
    r"(?![经对向与由被为以按据在从及和报至他她将把是有])[一-龥]{2,8}?(?:局|厅|管委会|委员会|办公室|党工委|处|科技局|专班|集团|公司)"
)


_AT_HOME = re.compile(r"([省市县区镇]里)(?:将|要|已经?安排)")


def _acts(text: str, start: int, end: int) -> bool:
    """Does what follows a name read as its predicate: a verb with an object, or 将/把/向/于…?"""
    verb = lexicon.verb_at(text, start, end)
    if verb:
        return end - verb[1] >= 1
    if (
        patterns.HOW.match(text[start:end])
        and patterns.main_verb(text, start + 1, end, lexicon.VERBS) is not None
    ):
        return True
    return (
        bool(_PREDICATE_WORD.match(text, start, end)) and any(dates.find(text, start, end, dates.Calendar()))
    ) or text[start] in "将把向对与每"
