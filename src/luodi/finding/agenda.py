"""The agenda: what was heard, approved, briefed, commended, who spoke, what was signed (C8, C19).

One item per report, document or act. What a summary in the opening line says is left out when
the body details it; what the text only recalls (已经…审议通过，现印发) is no agenda.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.finding import lexicon, people
from luodi.finding.clauses import Sentence, sentences, split
from luodi.finding.findings import AgendaItem, Span
from luodi.finding.indicators import subject_before
from luodi.finding.meetings import KINDS, speaker
from luodi.finding.owners import split_names
from luodi.reading.document import Block, Document

# Each verb of the agenda, what stands before it not being a plan, a duty or a recollection.
_HEARD = re.compile(r"听取(?:并审议|和审议|审议|汇总|研究)?了?(?:关于)?(?P<what>[^。；]+)")
_APPROVED = re.compile(
    r"(?P<verb>(?:审议|审定|研究|讨论|审核|会议)?(?:并|、)?(?:研究)?(?:一致|原则上?|表决)?(?:通过|同意|审定)|审议|审定)(?:了|并?原则(?:通过|同意)了?)?(?P<what>《[^。；\n]*》)"
)
_AGREED = re.compile(r"(?:原则上?)?同意(?!.{0,3}《)(?P<what>[^，。；]{4,})")
_BRIEFED = re.compile(r"(?P<verb>传达学习|学习传达|传达|宣读|书面通报|通报|解读)(?P<done>了)?(?P<what>[^。；，]{2,})")
_COMMENDED = re.compile(r"对(?P<who>[^。；]+?)(?:分别|一并)?(?:予以|给予|进行)(?:了)?(?:通报|集中)?(?:表扬|表彰|嘉奖|记功)")
_COMMENDED_2 = re.compile(r"(?:通报表扬|通报表彰|表彰|表扬)了(?P<who>[^。；]+)")
_SPOKE = re.compile(
    r"(?P<who>[一-龥·]{2,12}?)(?P<act>(?:主持召开[^，。；]{2,40}|主持(?:会议|大会|座谈会)?|出席(?:会议|大会|座谈会|活动)?|到会(?:指导)?|应邀出席|参加(?:会议|座谈会)?)?(?:并|，)?(?:作|发表|做)?(?:了)?(?:重要|总结|主旨|动员|工作)?(?:讲话|致辞|点评))(?=[，。；]|$)"
)
_IN_SPEECH = re.compile(r"(?P<who>[一-龥·]{2,12})在(?:主持)?(?:讲话|致辞|总结讲话)(?:中|时)")
_VOICES = re.compile(
    r"(?P<who>[^。；]+?)(?:先后|分别|依次|现场)?(?:作|做|进行)?了?(?:大会|典型|表态|交流|经验|重点|书面)*(?:发言|表态)(?=[，。；]|$)"
)
_REPORTED = re.compile(
    r"(?:^|，|；)(?:会上，|刚才，|会前，)?(?P<who>[^，。；]{2,60}?)就(?P<what>[^，。；]{2,60}?)(?:作|做|进行)了?(?:专题|补充|书面|重点|工作)?(?:汇报|报告|说明|介绍)"
)
_REPORTED_2 = re.compile(r"(?:^|，|；)(?:会上，|刚才，)?(?P<who>[^，。；]{2,40}?)(?:分别|先后)?汇报了(?P<what>[^，。；]{2,60})")
_SIGNED = re.compile(
    r"(?P<who>[^，。；：]{2,60}?)(?:现场|正式|共同)?(?:签署|签订)了?(?P<what>[^，。；]{2,60})"
)
_RECALLED = re.compile(r"(?:经|已|未|须|需|报|提交|提请|按程序|待|将|拟|要|应|以|根据|按照|并报|后|请|再)[^，。；《]{0,20}$")
_TAIL = re.compile(r"(?:的)?(?:工作)?(?:专题|补充|书面)?(?:情况)?(?:汇报|报告|说明|介绍|解读|情况说明)$")
_NEXT_ACT = re.compile(
    r"[，；]?(?:并|还|同时)?(?:会议)?(?:审议|研究(?:了|审议|讨论|部署|通过|议定)?|通报|传达|讨论|书面审议|原则|部署|安排|观看|实地|现场|现将|协调)(?!.{0,12}(?:情况|进展|工作)?的?(?:汇报|报告))"
)
_COUNT = re.compile(r"(?:等)?(?:\d+|[两三四五六七八九十]+)(?:家|个|名|位|户)(?:单位|企业|代表|同志|县区|部门|地方|高校|专家|企业家|市直部门|负责人)*(?:负责人|负责同志|代表)?$|(?:等)?(?:单位|企业)?(?:主要)?(?:负责人|负责同志|代表|企业代表|单位代表)$|等$")
_LEADS = re.compile(r"^(?:会上|会议上|刚才|会前|随后|会后|期间|座谈会上|大会上|会议期间|与会人员)[，、]?")
_GENERIC = re.compile(r"^(?:先进|突出|优秀|单位|企业|个人|集体|同志|县|区|高校|机构|部门|市|平台|团队|项目|科技|人员|地方)")


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
                opening = first and re.search(r"召开|举行", self.text[sentence.start : sentence.end]) is not None
                self._sentence(sentence, self.opening if opening else self.found)
                first = first and not opening
        kinds = {item.kind for item in self.found}
        kept = [i for i in self.opening if i.kind == "spoke" or i.kind not in kinds and i.kind in ("approved", "signed", "commended") or i.kind not in kinds and i.by]
        return _distinct(sorted(self.found + kept, key=lambda i: i.span))

    def _paragraphs(self) -> Iterator[Block]:
        for block in self.document.blocks:
            if block.kind in ("paragraph", "heading"):
                yield block

    def commendations(self) -> list[AgendaItem]:
        for block in self._paragraphs():
            for sentence in sentences(self.text, block.start, block.end):
                for item in self._commended(sentence):
                    if re.search(r"、|等.{0,4}\d+|20\d\d年|[县区市旗]$|公司|集团|[一-龥]{2}局", item.subject or ""):
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
        if re.search(r"表扬|表彰|嘉奖", words):
            into.extend(self._commended(sentence))
        if re.search(r"讲话|致辞|点评", words):
            into.extend(self._spoke(sentence))
        if re.search(r"发言|表态", words):
            into.extend(self._voices(sentence))
        if re.search(r"汇报|报告|说明|介绍", words):
            into.extend(self._reported(sentence))
        if re.search(r"签署|签订", words):
            into.extend(self._signed(sentence))

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
            if not re.search(r"汇报|报告|说明|介绍|解读|情况|进展", text[start:end]):
                continue
            pieces = list(_reports(text, start, end))
            for index, (by, subject, (first, last)) in enumerate(pieces):
                if not subject or not by and re.fullmatch(r"(?:有关|相关)?(?:工作)?(?:情况|汇报|意见)?", subject):
                    continue
                lead = sentence.start if index == 0 and text.startswith("会议", sentence.start) else first
                begin = _leading(text, sentence.start, found.start()) if index == 0 and self.document.masthead.kind == "minutes" else first
                del lead
                yield AgendaItem("heard", (begin, last), by, subject, "听取")

    def _reported(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for pattern, why in ((_REPORTED, "就…作汇报"), (_REPORTED_2, "汇报了")):
            for found in pattern.finditer(text, sentence.start, sentence.end):
                who = _LEADS.sub("", found["who"])
                if _modal(who) or "听取" in who:
                    continue
                start = found.start("who") + len(found["who"]) - len(who)
                by = tuple(split_names(_COUNT.sub("", who)))
                if by:
                    yield AgendaItem("heard", (start, found.end()), by, found["what"], why)

    # ---- approved ----

    def _approved(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _APPROVED.finditer(text, sentence.start, sentence.end):
            before = text[sentence.start : found.start()]
            clause = re.split(r"[，；。]", before)[-1]
            if _RECALLED.search(clause) or _modal(clause) or re.search(r"已经?$|经$", before):
                continue
            start = found.start("what")
            titles = list(re.finditer(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》(?:（[^（）]*）)?", text[start : found.end()]))
            at = start
            for index, title in enumerate(titles):
                between = text[at : start + title.start()]
                if index and not re.fullmatch(r"[、，]?(?:和|以及|及|与)?(?:关于)?", between):
                    break
                span = (found.start() if index == 0 else start + title.start(), start + title.end())
                at = span[1]
                yield AgendaItem("approved", span, (), title.group(), "审议通过《…》")

    def _agreed(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _AGREED.finditer(text, sentence.start, sentence.end):
            before = text[sentence.start : found.start()]
            clause = re.sub(r"^(?:（[一二三四五六七八九十]+）|\d+[.．、]|[一二三四五六七八九十]+[是、])\s*", "", re.split(r"[，；。：]", before)[-1])
            if clause not in ("", "会议", "会议研究", "经研究", "会议一致", "一致", "会议决定", "会议原则") or found["what"].startswith(("后", "的")):
                continue
            yield AgendaItem("approved", found.span(), (), found["what"], "同意")

    # ---- briefed, commended ----

    def _briefed(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _BRIEFED.finditer(text, sentence.start, sentence.end):
            what = found["what"]
            if what.startswith(("表扬", "表彰", "批评", "给予", "会", "制度")) or re.search(r"(?:予以|给予|进行|点名|书面|每.{1,3}|按.{1,3}|的|定期|及时)$", text[sentence.start : found.start()]):
                continue
            clause_start = max(text.rfind(mark, sentence.start, found.start()) for mark in "，；：") + 1
            clause_start = max(clause_start, sentence.start)
            before = _LEADS.sub("", text[clause_start : found.start()])
            lead = found.start() - len(before)
            told = _modal(before) or before.startswith(("将", "对", "把", "由", "每", "以", "按"))
            if told or not found["done"] and not before.startswith("会议") and "召开" not in text[sentence.start : found.start()]:
                continue
            person = people.named(before) if before and not before.startswith("会议") else []
            by: tuple[str, ...] = ()
            if person and len(before) <= 60:
                by = tuple(p.name for p in person)
                lead = text.rfind(person[0].name, sentence.start, found.start())
            elif before and "会议" not in before and lexicon.looks_like_unit(before):
                by = tuple(split_names(before))
            elif before and not before.startswith("会议"):
                lead = found.start()
            what = re.sub(r"（以下简称[^（）]*）", "", what)
            yield AgendaItem("briefed", (lead, found.end()), by, what, found["verb"])

    def _commended(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for pattern in (_COMMENDED, _COMMENDED_2):
            for found in pattern.finditer(text, sentence.start, sentence.end):
                who = found["who"]
                inner = who.rfind("，对")
                start = found.start()
                if inner >= 0:
                    start, who = found.start("who") + inner + 1, who[inner + 2 :]
                clause = re.split(r"[，；。：]", text[sentence.start : start])[-1]
                if _modal(clause) or who.rstrip("，").endswith("的") or re.match(r"(?:外|标|照|接)", who) or "，" in who and "，要" in who:
                    continue
                yield AgendaItem("commended", (start, found.end()), (), _honoured(who), "表扬")

    # ---- spoke, signed ----

    def _spoke(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        known = {name for item in (*self.found, *self.opening) if item.kind == "spoke" for name in item.by}
        for pattern, why in ((_SPOKE, "讲话"), (_IN_SPEECH, "在讲话中")):
            for found in pattern.finditer(text, sentence.start, sentence.end):
                start = max(text.rfind(mark, sentence.start, found.end("who")) for mark in "，；。、　 ") + 1
                row = text[max(sentence.start, start) : found.end("who")]
                person = people.named(re.sub(r"^.*[讯电日]", "", row) if not people.is_name(row) else row)
                name = person[-1].name if person else None
                if name is None or name in known or not (people.is_name(name) or person[-1].post):
                    continue
                known.add(name)
                span = (found.end("who") - len(name), found.end())
                yield AgendaItem("spoke", span, (name,), None, why)

    def _voices(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _VOICES.finditer(text, sentence.start, sentence.end):
            who = found["who"]
            cut = max((m.end() for m in re.finditer(r"，", who)), default=0)
            tail = who[cut:]
            if not tail.strip() or _modal(tail):
                continue
            row = _LEADS.sub("", tail)
            start = found.start() + len(who) - len(row)
            row = re.sub(r"(?:先后|分别|依次|现场|当场|逐一|还|也|围绕.*|结合.*|就.*|代表.*)$", "", row)
            names = _COUNT.sub("", row)
            if names != row and re.search(r"\d+(?:户|家|名|位)(?:企业)?$", names):
                names = re.sub(r"\d+(?:户|家|名|位)(?:企业)?$", "", names)
            by = tuple(n for n in split_names(names) if len(n) <= 30)
            if by and not re.match(r"(?:会议|大家|与会)", by[0]):
                yield AgendaItem("spoke", (start, found.end()), tuple(_person(n) for n in by), None, "发言")

    def _signed(self, sentence: Sentence) -> Iterator[AgendaItem]:
        text = self.text
        for found in _SIGNED.finditer(text, sentence.start, sentence.end):
            if not re.search(r"协议|合同|备忘录|意向|项目|责任书|协定", found["what"]):
                continue
            who = _LEADS.sub("", found["who"])
            start = found.start("who") + len(found["who"]) - len(who)
            if _modal(who) or re.match(r"(?:推动|支持|促成|鼓励|已|会后|争取|组织|引导|并|与|共|累计)", who):
                continue
            parties = tuple(n for part in re.split(r"与|和|同|及", who) for n in split_names(re.sub(r"(?:分别|双方|共同|还|也|又)$", "", part)) if n)
            if len(parties) >= 2 and all(len(p) <= 30 for p in parties):
                yield AgendaItem("signed", (start, found.end()), parties, found["what"], "签署")


def _person(name: str) -> str:
    persons = people.named(name)
    return persons[0].name if len(persons) == 1 and persons[0].post and people.is_name(persons[0].name) else name


def _modal(words: str) -> bool:
    return lexicon.MODAL.search(words) is not None or re.search(r"^(?:要|将|拟|请|推动|支持|鼓励)", words) is not None


def _told(text: str, start: int, at: int) -> bool:
    clause = re.split(r"[，；。：]", text[start:at])[-1]
    return _modal(clause) or re.search(r"(?:广泛|充分|认真|虚心|当面)$", clause) is not None


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


# ---- the reports of one 听取 -------------------------------------------------------------------


def _reports(text: str, start: int, end: int) -> Iterator[tuple[tuple[str, ...], str, Span]]:
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
        if merged and ("关于" not in words and not _TAIL.search(words) or re.search(r"就.+[作做]了|要(?!素|点)", words)):
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
    return (), 0
