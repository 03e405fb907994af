"""Meetings: what they are called, when they were held, who chaired, who was there (C19)."""

from __future__ import annotations

import datetime as dt
import re

from luodi.finding import people
from luodi.finding.clauses import sentences
from luodi.finding.findings import Attendee, Meeting, Span
from luodi.reading.document import Block, Document

KINDS = frozenset(("meeting_news", "minutes", "speech"))
# The sentence that opens a report is read so far; posts and names can be long.
LONGEST_OPENING = 600
_DATE = re.compile(
    r"(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?!讯|电)(?:上午|下午|晚上?|中午|至\d{1,2}日)?"
)
_NEAR = re.compile(r"(?:今天|今日|昨天|昨日|日前|近日)(?:上午|下午|晚)?")
_CALLED = r"(?:会议|大会|座谈会|推进会|例会|调度会|专题会|全会|现场会|工作会|动员会|联席会|部署会|研讨会|对接会|恳谈会|办公会|常务会|总结会|表彰会|启动会|评审会|论证会|协调会|交流会|学习会|培训会|汇报会|发布会|年会|(?<![员协商学工理事大])会)"
# 主持召开某某会议
_CHAIRED = re.compile(
    rf"(?:主持召开了?|组织召开|召集(?:召开)?)(?P<name>[^，。；]*?{_CALLED})(?=[，。；、（]|并|研究|听取|暨(?!$)|，|$)"
)
# 某某会议召开 / 某某会议在…召开
_HELD = re.compile(
    rf"(?P<name>[^，。；]*{_CALLED})(?:（[^（）]*）)?(?:在[^，。；]{{1,24}})?(?:以视频(?:会议)?形式)?(?:隆重|胜利|顺利|正式)?(?:召开|举行|举办|开幕)"
)
# 某某办公室召开全体成员会议
_HOLDS = re.compile(
    rf"(?P<org>[^，。；]+?)(?:在[^，。；]{{1,20}})?(?:召开|举行|举办)了?(?P<name>[^，。；]*?{_CALLED})(?=[，。；]|$|并|旨在|研究|部署)"
)
_SPEECH_TITLE = re.compile(
    rf"在(?P<name>.+?{_CALLED})(?:闭幕时|开幕时|闭幕式|开幕式)?上的(?:主持|总结|动员)?(?:讲话|致辞|发言|报告)"
)
_HEADLINE = re.compile(rf"^(?P<name>[^，。]*{_CALLED})(?:胜利|隆重|在[^，。]{{1,12}})?(?:召开|举行)$")
# A name that says nothing without the body that met: 全体成员会议, 第三次会议.
_GENERAL = re.compile(r"^(?:全体|20\d\d年|第|专题|工作|年度|\d|会|扩大|例会|座谈会|月度|季度|主任|常务|成员)")
# A name that any body's meeting could have: 专题会议, 第三次全体会议.
_NOBODYS = re.compile(
    r"(?:20\d\d年)?(?:度)?(?:上半年|下半年|[一二三四]季度|\d{1,2}月份?)?(?:第[一二三四五六七八九十\d]+次)?(?:专题|工作|全体|全体成员|扩大|调度|协调|推进|例行|主任|成员)*(?:办公)?(?:会议?|例会)"
)
_TITLED = re.compile(rf"^(?P<org>[^，。]+?)(?:召开|举行)(?P<name>[^，。]*{_CALLED})$")
_ABBREVIATED = re.compile(r"^(?:领导小组|委员会|办公室)?(?:专题|工作|全体|第|会|扩大|领导|调度|例)")
_CHAIR = re.compile(
    r"(?P<who>[^。；]*?)(?:在[^，。；]{1,20})?主持(?:召开|了?会议|了?大会|了?座谈会|会$|并讲话|$|(?=[，。]))"
)
_PRESENT = re.compile(r"(?P<who>[^。；]*?)(?P<verb>出席|参加|列席|到会|主持|与会|应邀)(?:[^，。；]{0,12})")
_FOOT = re.compile(
    r"^(?P<label>出席|参加|列席|出席人员|参加人员|列席人员|主持|主持人|参会人员|与会人员)[：:](?P<who>.+)$"
)
_VERBS = re.compile(
    r"(?:在[^，。；、]{1,16}(?=主持))?(?:主持召开|主持|出席|参加|列席|到会|应邀|宣读|讲话|作(?!为)|分别|陪同|传达|通报|部署|发表)[^，。；]*"
)
_GENERIC = re.compile(r"^[省市县区州]?(?:级)?(?:有关)?(?:领导|领导同志|负责同志)$")


def find_meetings(document: Document) -> list[Meeting]:
    """The meeting that a news item, minutes or a speech tells of; none in other papers."""
    head = document.masthead
    if head.kind not in KINDS:
        return []
    if head.kind == "speech":
        meeting = _of_speech(document)
    else:
        meeting = _of_report(document)
    return [meeting] if meeting else []


# ---- a speech --------------------------------------------------------------------------------


def _of_speech(document: Document) -> Meeting | None:
    text, head = document.string, document.masthead
    title = head.title or ""
    called = _SPEECH_TITLE.search(title)
    if not called:
        return None
    start = text.find(title)
    span = (start, start + len(title)) if start >= 0 else head.spans.get("title", (0, 0))
    who = speaker(document)
    attendees = (Attendee(who[0], who[1]),) if who else ()
    return Meeting(called["name"], head.published, span, (), attendees, "title of a speech")


def speaker(document: Document) -> tuple[str, str | None, Span] | None:
    """Name, post and line of who gives the speech, from the lines under the title."""
    text = document.string
    after = document.masthead.spans.get("title", (0, 0))[1]
    for block in document.blocks[:8]:
        if block.start < after or block.kind not in ("meta", "title", "paragraph", "heading"):
            continue
        line = text[block.start : block.end].strip("（）() 　")
        gap = re.match(
            rf"^(?P<post>\S*?{people.POST_END})[\s　]+(?P<name>[一-龥·]{{1,4}}(?:[\s　]+[一-龥]{{1,3}})?)$",
            line,
        )
        name = re.sub(r"[\s　]", "", gap["name"]) if gap else re.sub(r"[\s　]", "", line)
        if gap and 2 <= len(name) <= 8:
            return name, gap["post"], (block.start, block.end)
        if len(line) <= 30 and "。" not in line:
            person = people.named(name)
            if len(person) == 1 and (person[0].post or people.is_name(name)):
                return person[0].name, person[0].post, (block.start, block.end)
    return None


# ---- news and minutes ------------------------------------------------------------------------


def _of_report(document: Document) -> Meeting | None:
    text, head = document.string, document.masthead
    paragraphs = [b for b in document.blocks if b.kind in ("paragraph", "heading")]
    for block in paragraphs[:4]:
        for sentence in sentences(text, block.start, block.end):
            found = _held(text, sentence.start, sentence.end)
            if found is None:
                continue
            name, span, why = found
            day = _date(text, sentence.start, sentence.end, head.published)
            name = _full_name(name, head.title, head.kind)
            chair, attendees = _persons(document, paragraphs, block.start)
            return Meeting(name, day, span, tuple(chair), tuple(attendees), why)
    if head.kind == "minutes":
        return _of_form(document, paragraphs)
    headline = _HEADLINE.match(head.title or "")
    if headline and paragraphs:
        start = max(text.find(head.title or ""), 0)
        chair, attendees = _persons(document, paragraphs, paragraphs[0].start)
        day = _date(text, paragraphs[0].start, paragraphs[0].end, head.published)
        return Meeting(
            headline["name"],
            day,
            (start, start + len(head.title or "")),
            tuple(chair),
            tuple(attendees),
            "headline",
        )
    return None


_TIME_LINE = re.compile(r"^(?:会议)?(?:时间|日期)[：:].*$", re.MULTILINE)
_MINUTES_TITLE = re.compile(rf"^(?:关于|研究)?(?P<name>.*?{_CALLED})(?:会议)?(?:纪要|记录)$")


def _of_form(document: Document, paragraphs: list[Block]) -> Meeting | None:
    """Minutes that give time, place and chair as lines of a form; the title names the meeting."""
    text, head = document.string, document.masthead
    title = head.title or ""
    called = _MINUTES_TITLE.match(title)
    if not called or not paragraphs:
        return None
    line = _TIME_LINE.search(text)
    first = paragraphs[0]
    where = line.span() if line else (first.start, min(first.end, first.start + 120))
    start = max(text.find(title), 0)
    chair, attendees = _persons(document, paragraphs, first.start)
    return Meeting(
        called["name"],
        _date(text, *where, head.published),
        (start, start + len(title)),
        tuple(chair),
        tuple(attendees),
        "title of minutes",
    )


def _held(text: str, start: int, end: int) -> tuple[str, Span, str] | None:
    """The meeting's name and the words that say it was held, from its date on."""
    first = start
    dated = _DATE.search(text, start, end) or _NEAR.search(text, start, end)
    if dated:
        first = dated.start()
    words = text[first : min(end, first + LONGEST_OPENING)]
    for why, pattern in (("主持召开", _CHAIRED), ("召开了", _HELD), ("单位召开", _HOLDS)):
        found = pattern.search(words)
        if not found:
            continue
        name = found["name"]
        if why == "召开了":
            name = _clean(name)
            if not name or re.fullmatch(_CALLED, name):
                continue
        if why == "单位召开":
            org = re.sub(r"(?:联合|共同)$", "", _clean(found["org"]))
            if _GENERAL.match(name) or re.fullmatch(r"[^、，]{2,8}[省市县区州盟旗]", org):
                name = org + name
        stop = first + found.end()
        if why == "主持召开":
            stop = first + found.end("name")
        name = re.sub(r"（[^（）]*）", "", name).strip("，、 　“”")
        return name, (first, stop), why
    return None


def _clean(words: str) -> str:
    """The name without the date and what stands before it."""
    words = re.sub(_DATE, "", words)
    words = re.sub(_NEAR, "", words)
    words = re.sub(r"^.*(?:讯|电|）)[　 ]+", "", words)
    return words.strip("，、 　")


def _full_name(name: str, title: str | None, kind: str) -> str:
    """领导小组专题会议 in the text is the meeting that the headline names in full."""
    if _NOBODYS.fullmatch(name):
        named = _MINUTES_TITLE.match(title or "") if kind == "minutes" else None
        if named and not _NOBODYS.fullmatch(named["name"]):
            return named["name"]
        titled = _TITLED.match(title or "") if kind == "meeting_news" else None
        if titled and not people.named(titled["org"]):
            return titled["org"] + titled["name"]
    headline = _HEADLINE.match(title or "")
    if kind == "meeting_news" and headline and _ABBREVIATED.match(name) and len(headline["name"]) > len(name):
        return headline["name"]
    return name


def _date(text: str, start: int, end: int, published: dt.date | None) -> dt.date | None:
    found = _DATE.search(text, start, end)
    near = _NEAR.search(text, start, end)
    if near and (not found or near.start() < found.start()) and published:
        if near.group().startswith("今"):
            return published
        return published - dt.timedelta(days=1) if near.group().startswith("昨") else None
    if not found:
        return None
    year = int(found["y"]) if found["y"] else published.year if published else None
    if year is None:
        return None
    try:
        day = dt.date(year, int(found["m"]), int(found["d"]))
        if not found["y"] and published and day > published:
            day = day.replace(year=year - 1)
    except ValueError:
        return None
    return day


# ---- who was there ---------------------------------------------------------------------------


def _persons(document: Document, paragraphs: list[Block], opening: int) -> tuple[list[str], list[Attendee]]:
    text = document.string
    chair: list[str] = []
    found: dict[str, str | None] = {}
    first = next((b for b in paragraphs if b.start <= opening < b.end), None)
    if first is not None:
        for sentence in sentences(text, first.start, first.end):
            words = _DATE.sub("", text[sentence.start : min(sentence.end, sentence.start + LONGEST_OPENING)])
            if not re.search(r"主持|出席|参加|列席|到会|讲话|应邀", words):
                continue
            chair.extend(_chairs(words))
            for attendee in _present(words):
                found.setdefault(attendee.name, attendee.post)
    for block in document.blocks:
        line = text[block.start : block.end]
        foot = _FOOT.match(line.strip())
        if foot:
            persons = people.named(people.posts_first(foot["who"].strip("。 ")))
            if foot["label"].startswith("主持"):
                chair.extend(p.name for p in persons)
            for person in persons:
                found[person.name] = found.get(person.name) or person.post
    _fuller_posts(text, found)
    return list(dict.fromkeys(chair)), [Attendee(n, p) for n, p in found.items()]


def _row(words: str) -> str:
    """The posts and names of a clause, without what leads in (date, 本报讯) and what is done."""
    words = re.sub(r"^[^，。（]{0,24}?[讯电](?:[　\s]+|[　\s]*[（(][^）)]*[）)][　\s]*)", "", words)
    words = re.sub(r"^(?:上午|下午|晚上?)?[，、 　]*", "", words)
    return _NEAR.sub("", words).strip("，、 　。")


def _chairs(words: str) -> list[str]:
    found = _CHAIR.match(words) or _CHAIR.search(words)
    if not found:
        return []
    who = re.split(r"到|赴|深入|前往|率队|带队|并$", _row(_VERBS.sub("", found["who"])))[0]
    persons = people.named(who)
    return [persons[-1].name] if persons else []


def _present(words: str) -> list[Attendee]:
    """Everybody named with a verb of attendance in the sentence."""
    found: list[Attendee] = []
    stop = 0
    rest = _row(words)
    rest = re.sub(rf"^[^，。；]*{_CALLED}(?:在[^，。；]{{1,24}})?(?:召开|举行)[。，]?", "", rest)
    for verb in _VERBS.finditer(rest):
        row = re.sub(r"(?:以及|及)$", "", rest[stop : verb.start()].strip("，、 　"))
        found.extend(people.named(re.split(r"(?<=[一-龥]{2})(?:到|赴|深入|前往)(?=[一-龥])", row)[0]))
        stop = verb.end()
    return found


def _fuller_posts(text: str, found: dict[str, str | None]) -> None:
    """市领导丁雨眠 above, 市委常委、组织部部长丁雨眠 below: the fuller post stands."""
    for name, post in found.items():
        if post is not None and not _GENERIC.match(post):
            continue
        for place in re.finditer(re.escape(name), text):
            before = re.split(r"[。；\n：]", text[max(0, place.start() - 60) : place.start()])[-1]
            before = re.split(r"^会上，|^会议上，|，(?![^，]*(?:书记|部长|主任|常委|市长|局长)$)", before)[-1]
            persons = people.named(before + name)
            if (
                persons
                and persons[-1].post
                and len(persons) == 1
                and not _GENERIC.match(persons[-1].post)
                and post is not None
            ):
                found[name] = persons[-1].post
                break
