"""Who spoke at a meeting, and who signed what (C19)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.finding import lexicon, people
from luodi.finding.clauses import Sentence
from luodi.finding.findings import AgendaItem
from luodi.finding.owners import split_names

COUNT = re.compile(
    r"(?:等)?(?:\d+|[两三四五六七八九十]+)(?:家|个|名|位|户)(?:单位|企业|代表|同志|县区|部门|地方|高校|专家|企业家|市直部门|负责人)*(?:负责人|负责同志|代表)?$|(?:等)?(?:单位|企业)?(?:主要)?(?:负责人|负责同志|代表|企业代表|单位代表)$|等$"
)
LEADS = re.compile(r"^(?:会上|会议上|刚才|会前|随后|会后|期间|座谈会上|大会上|会议期间|与会人员)[，、]?")
_SPOKE = re.compile(
    r"(?P<who>[一-龥·]{2,12}?)(?P<act>(?:主持召开[^，。；]{2,40}|主持(?:会议|大会|座谈会)?|出席(?:会议|大会|座谈会|活动|[^，。；]{0,8}仪式)?|到会(?:指导)?|应邀出席|参加(?:会议|座谈会)?)?(?:并|，)?(?:作|发表|做)?(?:了)?(?:重要|总结|主旨|动员|工作)?(?:讲话|致辞|点评))(?=[，。；]|$)"
)
_IN_SPEECH = re.compile(r"(?P<who>[一-龥·]{2,12})在(?:主持)?(?:讲话|致辞|总结讲话|发言)(?:中|时)")
_VOICES = re.compile(
    r"(?P<who>[^。；]+?)(?:先后|分别|依次|现场)?(?:作|做|进行)?了?(?:大会|典型|表态|交流|经验|重点|书面)*(?:发言|表态)(?=[，。；]|$)"
)
_SIGNED = re.compile(
    r"(?P<who>[^，。；：]{2,60}?)(?:现场|正式|共同)?(?:签署|签订)了?(?P<what>[^，。；]{2,60})"
)


def spoke(text: str, sentence: Sentence, known: set[str]) -> Iterator[AgendaItem]:
    """A leader's speech: …出席会议并讲话, …在讲话中强调; once for each speaker."""
    for pattern, why in ((_SPOKE, "讲话"), (_IN_SPEECH, "在讲话中")):
        for found in pattern.finditer(text, sentence.start, sentence.end):
            start = max(text.rfind(mark, sentence.start, found.end("who")) for mark in "，；。　 ") + 1
            row = text[max(sentence.start, start) : found.end("who")]
            persons = people.named(re.sub(r"^.*[讯电日]", "", row) if not people.is_name(row) else row)
            names = tuple(p.name for p in persons if people.is_name(p.name) or p.post)
            if not names or not row.endswith(names[-1]) or known.issuperset(names):
                continue
            known.update(names)
            first = text.rfind(names[0], 0, found.end("who"))
            yield AgendaItem("spoke", (first, found.end()), names, None, why)


def voices(text: str, sentence: Sentence) -> Iterator[AgendaItem]:
    """Bodies that spoke in turn: 甲县、乙公司等6家单位先后发言."""
    for found in _VOICES.finditer(text, sentence.start, sentence.end):
        who = found["who"]
        cut = max((m.end() for m in re.finditer(r"，", who)), default=0)
        tail = who[cut:]
        if not tail.strip() or told(tail):
            continue
        row = LEADS.sub("", tail)
        start = found.start() + len(who) - len(row)
        row = re.sub(r"(?:先后|分别|依次|现场|当场|逐一|还|也|围绕.*|结合.*|就.*|代表.*)$", "", row)
        names = COUNT.sub("", row)
        if names != row and re.search(r"\d+(?:户|家|名|位)(?:企业)?$", names):
            names = re.sub(r"\d+(?:户|家|名|位)(?:企业)?$", "", names)
        if not names or _ONLY_COUNTED.match(names):
            continue  # 四位代表作了发言: nobody is named
        by = tuple(n for n in _row_of(names) if len(n) <= 30) or ((row,) if row else ())
        if by and not re.match(r"(?:会议|大家|与会)", by[0]):
            yield AgendaItem("spoke", (start, found.end()), by, None, "发言")


_ONLY_COUNTED = re.compile(
    r"(?:[一-龥]{0,6}?)(?:\d+|[一二两三四五六七八九十]+)(?:余|多)?(?:家|个|名|位|户)[^、，]{0,12}(?:的)?$"
)


def _row_of(names: str) -> list[str]:
    """甲、岚大学教授乙、某公司董事长丙: persons by their bare names, bodies as they stand."""
    found: list[str] = []
    for name in split_names(names):
        persons = people.named(name)
        split = [p.name for p in persons] if persons and all(people.is_name(p.name) for p in persons) else []
        found.extend(split if split and persons[-1].post else [_person(name)])
    return found


def signed(text: str, sentence: Sentence) -> Iterator[AgendaItem]:
    """甲与乙签署合作协议: both sides are named, and nobody is told to."""
    for found in _SIGNED.finditer(text, sentence.start, sentence.end):
        if not re.search(r"协议|合同|备忘录|意向|项目|责任书|协定", found["what"]):
            continue
        who = LEADS.sub("", found["who"])
        who = who.rpartition("代表")[2] or who  # 市长某某代表市政府与…
        start = found.start("who") + len(found["who"]) - len(who)
        if told(who) or re.match(r"(?:推动|支持|促成|鼓励|已|会后|争取|组织|引导|并|与|共|累计)", who):
            continue
        parties = tuple(
            n
            for part in re.split(r"与|和|同|及", who)
            for n in split_names(re.sub(r"(?:分别|双方|共同|还|也|又)$", "", part))
            if n
        )
        if len(parties) >= 2 and all(len(p) <= 30 for p in parties):
            yield AgendaItem("signed", (start, found.end()), parties, found["what"], "签署")


_SIGNED_THERE = re.compile(
    r"(?P<what>(?:\d+|[一二三四五六七八九十百]+)(?:个|项|家|份|批)[^，。；]{2,30}?(?:项目|协议|合同|成果|平台|机构))(?:在会上|会上|进行)?(?:现场|集中|正式|成功)(?:进行)?签约(?=[，。；]|$)"
)


def signed_there(text: str, sentence: Sentence) -> Iterator[AgendaItem]:
    """12个校企联合研发项目现场签约: what was signed, no side named."""
    for found in _SIGNED_THERE.finditer(text, sentence.start, sentence.end):
        clause = re.split(r"[，；。：]", text[sentence.start : found.start()])[-1]
        if not told(clause):
            yield AgendaItem("signed", found.span(), (), found["what"], "现场签约")


def _person(name: str) -> str:
    """The bare name of a person written with a post; a body stays as it is."""
    persons = people.named(name)
    return (
        persons[0].name if len(persons) == 1 and persons[0].post and people.is_name(persons[0].name) else name
    )


def told(words: str) -> bool:
    """Do these words direct or plan, so that what follows has not happened?"""
    return (
        lexicon.MODAL.search(words) is not None
        or re.search(r"^(?:要|将|拟|请|推动|支持|鼓励)", words) is not None
    )
