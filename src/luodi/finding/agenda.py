"""The agenda: what was heard, approved, briefed, commended, who spoke, what was signed (C8, C19).

One item per report, document or act. What a summary in the opening line says is left out when
the body details it; what the text only recalls (已经…审议通过，现印发) is no agenda.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.finding import lexicon, people
from luodi.finding.clauses import Sentence, sentences
from luodi.finding.findings import AgendaItem
from luodi.finding.meetings import KINDS, speaker
from luodi.finding.owners import split_names
from luodi.finding.reports import reports
from luodi.finding.voices import COUNT, LEADS, signed, signed_there, spoke, told, voices
from luodi.reading.document import Block, Document

# Each verb of the agenda, what stands before it not being a plan, a duty or a recollection.
_HEARD = re.compile(r"听取(?:并审议|和审议|审议|汇总|研究)?了?(?:关于)?(?P<what>[^。；]+)")
_APPROVED = re.compile(
    r"(?P<verb>(?:审议|审定|研究|讨论|审核|会议)?(?:并|、)?(?:研究)?(?:一致|原则上?|表决)?(?:通过|同意|审定)|审议|审定)(?:了|并?原则(?:通过|同意)了?)?(?=《)"
)
# A title with what stands in brackets behind it, and what may join it to the next.
_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》(?:（[^（）]*）)?")
_JOINT = re.compile(r"(?:[、，]|以及|和|及|与)(?:以及|和|及)?(?=《)|(?=《)")
_AGREED = re.compile(r"(?:原则上?)?同意(?!.{0,3}《)(?P<what>[^，。；]{4,})")
_BRIEFED = re.compile(
    r"(?P<verb>传达学习|学习传达|传达|宣读|书面通报|通报|解读)(?P<done>了)?(?P<what>[^。；，]{2,})"
)
_COMMENDED = re.compile(
    r"对(?P<who>[^。；]{1,200}?)(?:分别|一并)?(?:予以|给予|进行)(?:了)?(?:通报|集中)?(?:表扬|表彰|嘉奖|记功)"
)
# 授予某院士省最高科学技术奖
_AWARDED = re.compile(
    r"(?<![被获])授予(?P<who>[^，。；]{2,40}?)(?=(?:国家|全国|[省市县区州]|“|《|20\d\d年)[^，。；]{0,30}?(?:奖|称号|荣誉))(?P<prize>[^，。；]{2,40}?(?:奖(?!励)|称号|荣誉))"
)
_COMMENDED_2 = re.compile(r"(?:通报表扬|通报表彰|表彰|表扬)了(?P<who>[^。；]+)")
_REPORTED = re.compile(
    r"(?:^|(?<=[。！？\n，；]))(?:会上，|刚才，|会前，)?(?P<who>[^，。；]{2,60}?)就(?P<what>[^，。；]{2,60}?)(?:作|做|进行)了?(?:专题|补充|书面|重点|工作)?(?:汇报|报告|说明|介绍)"
)
_REPORTED_2 = re.compile(
    r"(?:^|(?<=[。！？\n，；]))(?:会上，|刚才，)?(?P<who>[^，。；]{2,40}?)(?:分别|先后)?汇报了(?P<what>[^，。；]{2,60})"
)
_RECALLED = re.compile(
    r"(?:经|已|未|须|需|报|提交|提请|按程序|待|将|拟|要|应|以|根据|按照|并报|后|请|再)[^，。；《]{0,20}$"
)
# Opinions and views are heard too, but are no report: 听取企业意见.
_A_REPORT = re.compile(r"汇报|报告|说明|介绍|解读|情况|进展")
_NEXT_ACT = re.compile(
    r"[，；]?(?:并|还|同时)?(?:会议)?(?:审议|研究(?:了|审议|讨论|部署|通过|议定)?|通报|传达|讨论|书面审议|原则|部署|安排|观看|实地|现场|现将|协调)(?!.{0,12}(?:情况|进展|工作)?的?(?:汇报|报告))"
)
_GENERIC = re.compile(
    r"^(?:先进|突出|优秀|单位|企业|个人|集体|同志|县|区|高校|机构|部门|市|平台|团队|项目|科技|人员|地方)"
)


def find_agenda(document: Document) -> list[AgendaItem]:
    """The agenda items of a news item, minutes or a speech; commendations of a notice."""
    kind = document.masthead.kind
    if kind in KINDS:
        return _Reader(document).items()
    if kind == "notice":
        return _Reader(document).commendations()
    return []


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document, self.text = document, document.string
        self.found: list[AgendaItem] = []
        self.opening: list[AgendaItem] = []  # what the first sentence sums up

    def items(self) -> list[AgendaItem]:
        if self.document.masthead.kind == "speech":
            who = speaker(self.document)
            if who:
                name, _, span = who
                self.found.append(AgendaItem("spoke", span, (name,), None, "speaker under the title"))
        first = True
        for block in self._paragraphs():
            for sentence in sentences(self.text, block.start, block.end):
                opening = (
                    first and re.search(r"召开|举行", self.text[sentence.start : sentence.end]) is not None
                )
                self._sentence(sentence, self.opening if opening else self.found)
                first = first and not opening
        kinds = {item.kind for item in self.found}
        kept = [
            i
            for i in self.opening
            if i.kind == "spoke"
            or (i.kind not in kinds and i.kind in ("approved", "signed", "commended"))
            or (i.kind not in kinds and i.by)
        ]
        return _distinct(sorted(self.found + kept, key=lambda i: i.span))

    def _speakers(self) -> set[str]:
        return {name for item in (*self.found, *self.opening) if item.kind == "spoke" for name in item.by}

    def _paragraphs(self) -> Iterator[Block]:
        for block in self.document.blocks:
            if block.kind in ("paragraph", "heading"):
                yield block

    def commendations(self) -> list[AgendaItem]:
        for block in self._paragraphs():
            for sentence in sentences(self.text, block.start, block.end):
                for item in self._commended(sentence):
                    if re.search(
                        r"、|等.{0,4}\d+|20\d\d年|[县区市旗]$|公司|集团|[一-龥]{2}局", item.subject or ""
                    ):
                        self.found.append(item)
        return self.found

    def _sentence(self, sentence: Sentence, into: list[AgendaItem]) -> None:
        words = self.text[sentence.start : sentence.end]
        if "听取" in words:
            into.extend(self._heard(sentence))
        if "《" in words and re.search(r"通过|同意|审议|审定", words):
            into.extend(self._approved(sentence))
        if "同意" in words:
            into.extend(self._agreed(sentence))
        if re.search(r"传达|宣读|通报|解读", words):
            into.extend(self._briefed(sentence))
        if re.search(r"表扬|表彰|嘉奖|授予", words):
            into.extend(self._commended(sentence))
        if re.search(r"讲话|致辞|点评|在发言", words):
            into.extend(spoke(self.text, sentence, self._speakers()))
        if re.search(r"发言|表态", words):
            into.extend(voices(self.text, sentence))
        if re.search(r"汇报|报告|说明|介绍", words):
            into.extend(self._reported(sentence))
        if re.search(r"签署|签订|签约", words):
            into.extend(signed(self.text, sentence))
            into.extend(signed_there(self.text, sentence))

    # ---- heard ----

    def _heard(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _HEARD.finditer(text, sentence.start, sentence.end):
            if _told(text, sentence.start, found.start()):
                continue
            start, end = found.span("what")
            stop = _NEXT_ACT.search(text, start, end)
            cut = stop.start() if stop else end
            while cut > start and text[cut - 1] in "，。；：、 ":
                cut -= 1
            end = cut
            if not _A_REPORT.search(text[start:end].partition("，")[0]):
                continue
            for index, (by, subject, (first, last)) in enumerate(reports(text, start, end)):
                if not subject or (
                    not by and re.fullmatch(r"(?:有关|相关)?(?:工作)?(?:情况|汇报|意见)?", subject)
                ):
                    continue
                begin = (
                    _leading(text, sentence.start, found.start())
                    if index == 0 and self.document.masthead.kind == "minutes"
                    else first
                )
                yield AgendaItem("heard", (begin, last), by, subject, "听取")

    def _reported(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for pattern, why in ((_REPORTED, "就…作汇报"), (_REPORTED_2, "汇报了")):
            for found in pattern.finditer(text, sentence.start, sentence.end):
                who = LEADS.sub("", found["who"])
                if told(who) or "听取" in who:
                    continue
                start = found.start("who") + len(found["who"]) - len(who)
                by = tuple(split_names(COUNT.sub("", who)))
                if by:
                    yield AgendaItem("heard", (start, found.end()), by, found["what"], why)

    # ---- approved ----

    def _approved(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _APPROVED.finditer(text, sentence.start, sentence.end):
            before = text[sentence.start : found.start()]
            clause = re.split(r"[，；。]", before)[-1]
            if _RECALLED.search(clause) or told(clause) or re.search(r"已经?$|经$", before):
                continue
            first, at = found.start(), found.end()
            while title := _TITLE.match(text, at, sentence.end):
                yield AgendaItem("approved", (first, title.end()), (), title.group(), "审议通过《…》")
                joint = _JOINT.match(text, title.end(), sentence.end)
                if joint is None:
                    break
                first = at = joint.end()

    def _agreed(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _AGREED.finditer(text, sentence.start, sentence.end):
            before = text[sentence.start : found.start()]
            clause = re.sub(
                r"^(?:（[一二三四五六七八九十]+）|\d+[.．、]|[一二三四五六七八九十]+[是、])\s*",
                "",
                re.split(r"[，；。：]", before)[-1],
            )
            if clause not in (
                "",
                "会议",
                "会议研究",
                "经研究",
                "会议一致",
                "一致",
                "会议决定",
                "会议原则",
            ) or found["what"].startswith(("后", "的")):
                continue
            yield AgendaItem("approved", found.span(), (), found["what"], "同意")

    # ---- briefed, commended ----

    def _briefed(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _BRIEFED.finditer(text, sentence.start, sentence.end):
            what = found["what"]
            if what.startswith(("表扬", "表彰", "批评", "给予", "会", "制度")) or re.search(
                r"(?:予以|给予|进行|点名|书面|每.{1,3}|按.{1,3}|的|定期|及时)$",
                text[sentence.start : found.start()],
            ):
                continue
            clause_start = max(text.rfind(mark, sentence.start, found.start()) for mark in "，；：") + 1
            clause_start = max(clause_start, sentence.start)
            before = LEADS.sub("", text[clause_start : found.start()])
            lead = found.start() - len(before)
            person = people.named(before) if before and not before.startswith("会议") else []
            official = len(person) == 1 and bool(person[0].post) and people.is_name(person[0].name)
            directed = told(before) or before.startswith(("将", "对", "把", "由", "每", "以", "按"))
            if directed or (
                not found["done"]
                and not official
                and not before.startswith("会议")
                and "召开" not in text[sentence.start : found.start()]
            ):
                continue
            by: tuple[str, ...] = ()
            if person and len(before) <= 60:
                by = tuple(p.name for p in person)
                if not official:  # an official is quoted with the post
                    lead = text.rfind(person[0].name, sentence.start, found.start())
            elif before and "会议" not in before and lexicon.looks_like_unit(before):
                by = tuple(split_names(before))
            elif before and not before.startswith("会议"):
                lead = found.start()
            what = re.sub(r"（以下简称[^（）]*）", "", what)
            yield AgendaItem("briefed", (lead, found.end()), by, what, found["verb"])

    def _commended(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _AWARDED.finditer(text, sentence.start, sentence.end):
            clause = re.split(r"[，；。：]", text[sentence.start : found.start()])[-1]
            if not told(clause) and not re.search(r"的$|曾|以及被|每年|可", clause):
                yield AgendaItem("commended", found.span(), (), found["who"], "授予")
        for pattern in (_COMMENDED, _COMMENDED_2):
            for found in pattern.finditer(text, sentence.start, sentence.end):
                who = found["who"]
                inner = who.rfind("，对")
                start = found.start()
                if inner >= 0:
                    start, who = found.start("who") + inner + 1, who[inner + 2 :]
                clause = re.split(r"[，；。：]", text[sentence.start : start])[-1]
                if (
                    told(clause)
                    or who.rstrip("，").endswith("的")
                    or re.match(r"(?:外|标|照|接)", who)
                    or ("，" in who and "，要" in who)
                ):
                    continue
                yield AgendaItem("commended", (start, found.end()), (), _honoured(who), "表扬")


def _told(text: str, start: int, at: int) -> bool:
    clause = re.split(r"[，；。：]", text[start:at])[-1]
    return told(clause) or re.search(r"(?:广泛|充分|认真|虚心|当面)$", clause) is not None


def _leading(text: str, start: int, at: int) -> int:
    """会议听取了…: the quote opens with 会议 where the clause does."""
    clause = max(text.rfind(mark, start, at) for mark in "，；。") + 1
    clause = max(clause, start)
    return clause if text.startswith("会议", clause) else at


def _distinct(items: list[AgendaItem]) -> list[AgendaItem]:
    seen: set[tuple[str, tuple[str, ...], str | None]] = set()
    kept = []
    for item in items:
        key = (item.kind, item.by if item.kind == "spoke" else (), item.subject)
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def _honoured(who: str) -> str:
    """排名前3位的甲、乙 -> 甲、乙; a class (获…的企业) stays whole."""
    who = who.rstrip("，")
    at = who.rfind("的")
    named = who[at + 1 :]
    if at >= 0 and named and not _GENERIC.match(named) and "（" not in who[:at][-1:]:
        return named
    return who
