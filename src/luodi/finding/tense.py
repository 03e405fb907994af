"""Goal or fact, and when: what the words of a clause say about the time of its figures.

Goals: 力争, 确保, 要, 到2027年, 年底前. Facts: 去年, 截至4月底, 仅为, a year gone by, 会议指出. What
a clause does not say it takes from the clause before, the paragraph, the section.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from luodi.finding import numerals
from luodi.finding.dates import Calendar

GOAL, FACT = "goal", "fact"

# The characters a mark can begin with; asked first, because most are none.
_MARK = re.compile(
    r"(?=[也还更又同要应必清深充客地看认会存有的仍差短得汇介反显表据从调原下今接我总主工拟力确争务预计目努不须至未将到底末前年明后去上过近这以截迄已刚昨此历现共尚仅只首了\d一二三四])(?:(?P<look>(?:也|还|更|又|同时)?(?:要|应|必须)?(?:清醒|深刻|充分|客观)?地?(?:看到|认识到))"
    r"|(?P<told>会议(?:指出|认为|肯定|通报)|存在[^，。]{0,8}(?:问题|不足)|(?:有|的|仍|还)差距|差距(?:仍|还|较|明显)|短板(?:仍|还|突出)|得益于|(?:汇报|介绍|反映|显示|表明|据统计|据测算|从结果看|调查发现)[，：])"
    r"|(?P<orders>会议(?:强调|要求|议定|明确|决定|部署|同意)|原则同意|下一?步|今后|接下来|我们的目标|总体目标|主要目标|工作目标|拟于)"
    r"|(?P<goal>力争|力求|确保|争取(?!国|省级|上级|中央|资金|各类|到位|到(?!20))|务必|必须|务求|预计|预期|计划(?![单生的内外总书项]|完成率)|目标(?:是|为)|努力|不得|应当|应(?=[当不达在于])|须(?=[达不在])|至少要|未来[一二三四五十\d]*年)"
    r"|(?P<want>(?<![主重需只首摘纪概扼紧想简必险机])要(?![求素点件闻害领目义塞道旨略约是]))"
    r"|(?P<shall>(?<![即必])将(?![军领官]|[^，。；]{0,24}(?:由|从)[^，。；]{0,12}(?:到|至|为)(?=\d)))"
    r"|(?P<until>(?:到|至)(?P<until_year>20\d\d)年)|(?P<by>(?:到|至)(?:明年|今年|年底|年末|本世纪|“十|十[四五六]五|\d{1,2}月)|(?<=[月年季度旬日底末])(?:底|末)?前(?![\d三一两])|年内|明年|后年)"
    r"|(?P<past>去年|上年|上季度|前年|过去|近年|这些年|[近这][一二三四五六七八九十两几\d]+年|以来|截[至止]|目前|至今|迄今|已经?(?![经不].{0,6}前)|已(?=[完建实获累培引认有达入开发成超突])|刚刚|前不久|昨|此前|历年|原有|现有|共有|总体|同期|上半年(?=[，全我])|前[三3]个?季度|前[\d一二三四五六七八九十]+个?月|\d{1,2}月?[—\-至~～－–]\d{1,2}月|尚|仍|仅(?:为|有|占)|只有|还不|首季)"
    r"|(?P<year>20\d\d)年(?P<yend>底|末|前)?"
    r"|(?P<quarter>[一二三四])季度(?P<qend>末?前|末|底)?"
    r"|(?P<half>[上下])半年(?P<hend>底?前|末)?"
    r"|(?P<done>(?<=[一-龥]{2})了(?=[\d一二三四五六七八九])))"
)
# 较去年, 比上年同期: what is compared with, not when.
_COMPARED = re.compile(r"(?:较|比|与|同|相比|高于|低于|超过)(?:上?一?个?|20\d\d年)?$")


def of_clause(text: str, start: int, end: int, calendar_: Calendar) -> str | None:
    """What the clause itself says: goal, fact or nothing. The last mark of its words wins,
    but a goal's word beats a mark of the past that stands after it."""
    said: str | None = None
    bound = False  # a word of promise was read: a mark of the past behind it is an attribute
    for m in _MARK.finditer(text, start, end):
        kind = m.lastgroup or ""
        if kind in ("past", "year") and _COMPARED.search(text[max(start, m.start() - 8) : m.start()]):
            continue
        here = _meaning(m, kind, calendar_)
        if here == GOAL and kind in ("goal", "by", "until"):
            bound = True
        if here is not None and not (bound and here == FACT):
            said = here
    return said


def _meaning(m: re.Match[str], kind: str, calendar_: Calendar) -> str | None:
    if m["until_year"]:
        base = calendar_.published.year if calendar_.published else calendar_.year
        return FACT if base and int(m["until_year"]) < base else GOAL
    if kind in ("look", "told", "past", "done"):
        return FACT
    if kind in ("orders", "goal", "want", "shall", "by"):
        return GOAL
    day = calendar_.published
    year = day.year if day else calendar_.year
    if m["year"]:
        named = int(m["year"])
        if year is None:
            return None
        if m["yend"] in ("底", "末", "前"):
            return FACT if day and named < day.year else GOAL
        if named != year:
            return FACT if named < year else GOAL
        return None
    if day is None or year is None:
        return None
    if m["quarter"]:
        last = "一二三四".index(m["quarter"]) * 3 + 3
        begun = last - 2
    else:
        last, begun = (6, 1) if m["half"] == "上" else (12, 7)
    if m["qend"] or m["hend"]:
        return GOAL if dt.date(year, last, 1) >= day.replace(day=1) else FACT
    if day > dt.date(year, last, monthrange(year, last)[1]) or day.year > year:
        return FACT
    return GOAL if day < dt.date(year, begun, 1) else None


_Y = r"(?P<y>20\d\d年|去年|上年|今年|本年|前年)?"
_M = r"\d{1,2}|[一二三四五六七八九十]{1,2}"
_PERIOD = re.compile(
    rf"(?:截[至止]到?)?{_Y}(?:(?P<m>{_M})月(?:(?P<d>\d{{1,2}})日|(?:底|末|份)(?!前))"
    rf"|前(?P<n>{_M})个月|(?:{_M})月?[—\-至到~～－–](?P<m2>{_M})月份?"
    r"|前(?P<q3>[三3])个?季度|第?(?P<q>[一二三四])季度(?!末?前|末|底)|(?P<q1>首季)|(?P<h>[上下])半年(?!底?前|末))"
    r"|(?P<year>20\d\d年(?:度|全年|底|末)?|去年(?:全年|底|末)?|上年(?:度|末)?|前年|今年)(?!以来|同期|前|[\d一二三四上下底末年])"
)
_HAS_PERIOD = re.compile(r"[年月季]")
_NOT_PERIOD = re.compile(r"(?:较|比|与|同比|到|(?<!关)于|从|由|自|是|为|力争|计划)$")


def period(text: str, start: int, end: int, calendar_: Calendar) -> str | None:
    """The period that the words of `[start, end)` say was measured, the last one named.

    >>> period("截至4月底", 0, 5, Calendar(2025)), period("去年，", 0, 3, Calendar(2025))
    ('2025-04-30', '2024')
    """
    found = None
    if not _HAS_PERIOD.search(text, start, end):
        return None
    for m in _PERIOD.finditer(text, start, end):
        if _NOT_PERIOD.search(text[max(0, m.start() - 3) : m.start()]) or text[m.end() : m.end() + 2] in (
            "同期",
            "以来",
        ):
            continue
        if text[m.end() : m.end() + 1] in ("）", "》", "”") or text[m.end() : m.end() + 1] == "前":
            continue
        here = _resolve(m, calendar_)
        if here:
            found = here
    return found


def _year(words: str | None, calendar_: Calendar) -> int | None:
    base = calendar_.published.year if calendar_.published else calendar_.year
    if not words:
        return base
    if words.startswith(("去", "上")):
        return base - 1 if base else None
    if words.startswith("前"):
        return base - 2 if base else None
    if words[:4].isdigit():
        return int(words[:4])
    return base


def _resolve(m: re.Match[str], calendar_: Calendar) -> str | None:
    if m["year"]:
        year = _year(m["year"], calendar_)
        return f"{year}-12-31" if year and m["year"].endswith(("底", "末")) else str(year) if year else None
    year = _year(m["y"], calendar_)
    if year is None:
        return None
    month = _month(m)
    if not 1 <= month <= 12:
        return None
    day = int(m["d"]) if m["d"] else monthrange(year, month)[1]
    try:
        date = dt.date(year, month, day)
        if not m["y"] and calendar_.published and date.replace(day=1) > calendar_.published:
            date = date.replace(year=year - 1)  # 12月底 in a paper of January
    except ValueError:
        return None
    return date.isoformat()


def _month(m: re.Match[str]) -> int:
    for name in ("m2", "n", "m"):
        if m[name]:
            return int(numerals.parse(m[name]))
    if m["q3"]:
        return 9
    if m["q1"]:
        return 3
    if m["q"]:
        return 3 * ("一二三四".index(m["q"]) + 1)
    return 6 if m["h"] == "上" else 12


_REVIEW = re.compile(r"情况|通报|总结|报告|结果|进展|成效|简报|专报|公报")


def of_title(title: str, calendar_: Calendar) -> str | None:
    """The period that a report's title says it covers; a plan's year is no period."""
    return period(title, 0, len(title), calendar_) if _REVIEW.search(title) else None
