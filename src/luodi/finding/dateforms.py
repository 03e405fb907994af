"""The forms of deadlines: 2025年6月底前, 二季度末前, 上半年, 年内, 到2027年, 每月25日前, 会后10日内 …

Each is a named pattern with what it means (ruling C14). The year comes from the words, else from
the calendar handed in; without any, the date stays open.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from luodi.finding import numerals

N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
YEAR = r"(?:(?:20\d\d|二[〇○零]\d?[〇○零一二三四五六七八九]{2})年|今年|当年|本年度?|明年|次年|去年|后年)"
Resolved = tuple[dt.date | None, str | None, str | None]  # date, recur, every


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date without a year leans on: the year last named, and the day of the paper.

    `anchors` are dated events the text itself names (会议 -> its date, 印发 -> the paper's date).
    """

    year: int | None = None
    published: dt.date | None = None
    meeting: dt.date | None = None
    effective: dt.date | None = None  # 自…起施行


@dataclass(frozen=True, slots=True)
class DateRule:
    """One form of deadline: its pattern and what it means."""

    name: str
    pattern: str
    resolve: Callable[[re.Match[str], Calendar], Resolved]


def _year(words: str | None, calendar_: Calendar) -> int | None:
    if not words:
        return calendar_.year
    base = calendar_.published.year if calendar_.published else calendar_.year
    if words.startswith(("今", "当", "本")):
        return base
    if words.startswith(("明", "次")):
        return base + 1 if base else None
    if words.startswith("后"):
        return base + 2 if base else None
    if words.startswith("去"):
        return base - 1 if base else None
    digits = words.removesuffix("年")
    return int(digits) if digits.isdigit() else int(numerals.parse(digits.replace("○", "〇")))


_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _last(year: int | None, month: int) -> dt.date | None:
    if year is None or not 1 <= month <= 12:
        return None
    return dt.date(year, month, 29 if month == 2 and calendar.isleap(year) else _LENGTHS[month])


def _day(year: int | None, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year else None
    except ValueError:
        return None


def _int(words: str) -> int:
    return int(numerals.parse(words))


def _full_day(m: re.Match[str], c: Calendar) -> Resolved:
    return _day(_year(m["y"], c), _int(m["m"]), _int(m["d"])), None, None


def _month(m: re.Match[str], c: Calendar) -> Resolved:
    year, month = _year(m["y"], c), _int(m["m2"] or m["m"])
    by = m["by"] or ""
    if by in ("前", "之前", "以前"):  # 6月前: the last day of May
        year, month = (year - 1 if year else None, 12) if month == 1 else (year, month - 1)
    return _last(year, month), None, None


def _third(m: re.Match[str], c: Calendar) -> Resolved:
    year, month = _year(m["y"], c), _int(m["m"])
    days = {"上": 10, "中": 20}
    if m["t"] == "下":
        return _last(year, month), None, None
    return _day(year, month, days[m["t"]]), None, None


def _quarter(m: re.Match[str], c: Calendar) -> Resolved:
    quarter = "一二三四1234".index(m["q"]) % 4 + 1
    return _last(_year(m["y"], c), quarter * 3), None, None


def _half(m: re.Match[str], c: Calendar) -> Resolved:
    return _last(_year(m["y"], c), 6 if m["h"].startswith("上") else 12), None, None


def _year_end(m: re.Match[str], c: Calendar) -> Resolved:
    return _last(_year(m["y"], c), 12), None, None


def _plan_end(m: re.Match[str], c: Calendar) -> Resolved:
    """十四五末 -> 2025-12-31: the five-year plan of number n ends in 1955 + 5n."""
    ordinal = _int(m["n"])
    return dt.date(1955 + 5 * ordinal, 12, 31), None, None


def _after(m: re.Match[str], c: Calendar) -> Resolved:
    """会后10日内, 印发后24小时内: counted when the anchor's day is known; workdays never are."""
    anchor = None
    if m["anchor"].startswith(("会", "本次会")):
        anchor = c.meeting or c.published
    elif "施行" in m["anchor"] or "实施" in m["anchor"]:
        anchor = c.effective
    elif "印发" in m["anchor"] or "发布" in m["anchor"] or "下发" in m["anchor"]:
        anchor = c.published
    if anchor is None:
        return None, None, None
    if m["same"]:
        return anchor, None, None
    count, unit = _int(m["n"]), m["u"]
    if unit.endswith("小时"):  # 24小时 ends on the next day; of 2小时 nobody knows
        return (anchor + dt.timedelta(hours=count) if count % 24 == 0 else None), None, None
    if unit not in ("日", "天", "周", "个星期", "星期"):
        return None, None, None
    return anchor + dt.timedelta(days=count * (1 if unit in ("日", "天") else 7)), None, None


def _open(m: re.Match[str], c: Calendar) -> Resolved:
    """尽快, 三个月内: when is left open, for no day is named to count from."""
    return None, None, None


def _recurring(m: re.Match[str], c: Calendar) -> Resolved:
    words = m.group()
    for word, every in (
        ("半年", "half-yearly"),
        ("半月", "half-monthly"),
        ("半个月", "half-monthly"),
        ("旬", "ten-daily"),
        ("周", "weekly"),
        ("星期", "weekly"),
    ):
        if word in words[:4]:
            return None, None, every
    if counted := re.match(r"每隔?([两二三四五六七八九十\d]+)个?(月|天|日|周|年|季度)", words):
        return None, None, f"every {_int(counted[1])} {counted[2]}"
    unit = re.search(r"工作日|季|年|月|[日天周]", words)
    if unit is None or unit.group() in ("工作日", "日", "天"):
        return None, None, "daily"
    recur = {"月": "monthly", "季": "quarterly", "年": "yearly"}[unit.group()]
    return None, recur, recur


# In order: the first rule that matches at a place wins, so longer forms stand before shorter.
# What stands in a deadline slot and is none of them (持续推进) is kept as its words by `dates`.
RULES: tuple[DateRule, ...] = (
    # 每季度末月25日前, 每年7月底前, 每月10日前, 每季度首月5日前, 每半年, 每两月, 每周, 每10天, 逐月, 按季
    DateRule(
        "recurring",
        r"(?:于|在)?(?P<rec>(?:每隔?(?:半年|半个?月|季度?|年度?|个?月|周|星期|旬|个?工作日|[日天]"
        r"|[两二三四五六七八九十\d]+个?(?:月|天|日|周|年|季度))"
        r"(?:的?(?:末月?|首月|第[一二三]个?月|结束后|终了后|上半月|下半月|[上中下]旬|\d{1,2}月)?"
        r"(?:[上中下]旬|[底末初]|结束|终|第?[一二三四]季度[末底]?|[上下]半年)?"
        rf"(?:后?{N}(?:个工作)?[日号天](?:内|以内)?)?(?:(?:之?前|以前|内|以内|左右))?))"
        r"|按(?:季度?|月|年|周|日|半年)(?!度?计划)|每[月年季周日]"
        r"|(?:次|翌|下)月\d{1,2}日(?:之?前)?)",
        _recurring,
    ),
    # 季度“赛马”, 月度调度: a rhythm written before what is done
    DateRule(
        "rhythm",
        r"(?P<rec>季度|月度|周)(?=“?(?:赛马|调度|通报|例会|点评|会商|巡查|评比|晾晒|比拼|考核))",
        _recurring,
    ),
    # 2025年6月30日前, 6月10日前, 截至5月31日, 12日（周五）下班前 behind its month
    DateRule(
        "day",
        rf"(?:于|在|到|截至|截止)?(?P<y>{YEAR})?(?P<m>{N})月(?P<d>{N})[日号](?:（[^（）]{{1,12}}）)?"
        r"(?:上午|下午|中午|晚)?(?:\d{1,2}[时点:：]\d{0,2}分?)?(?:之?前|以前|止|下班前|前后)?",
        _full_day,
    ),
    # 6月中旬前, 3月上旬
    DateRule(
        "third of a month",
        rf"(?:于|在|到)?(?P<y>{YEAR})?(?P<m>{N})月份?(?P<t>[上中下])旬(?:之?前|以前|末)?",
        _third,
    ),
    # 2025年12月底前, 6月底, 5月、9月底前 (the last counts), 3月前 (the end of February), 4月份, 7—8月
    DateRule(
        "month",
        rf"(?:于|在|到|至|截至)?(?P<y>{YEAR})?(?P<m>{N})月?(?:(?:[、—\-~～至和]|月[、至到—-])(?P<m2>{N}))?月份?"
        r"(?P<by>底前|末前|底之前|末之前|底以前|月?底|末|之前|以前|前|内|以内|中)?(?!\d|[日旬])",
        _month,
    ),
    # 二季度末前, 第三季度, 三季度
    DateRule(
        "quarter",
        rf"(?:于|在|到|至)?(?P<y>{YEAR})?第?(?P<q>[一二三四1-4])季度(?:末?(?:之?前|以前)|[末底内中])?",
        _quarter,
    ),
    # 上半年, 下半年, 2025年上半年
    DateRule(
        "half year", rf"(?:于|在|到)?(?P<y>{YEAR})?(?P<h>[上下]半年)(?:[底末](?:之?前)?|之?前|内)?", _half
    ),
    # 到2027年, 2025年底前, 2023年底, 今年年底前, 2026年年内
    DateRule(
        "year end",
        rf"(?:于|在|到|至|截至)?(?P<y>{YEAR})(?:年?(?:底|末|终)(?:之?前|以前)?|年?内|之?前|以前|度内|全年|期间)?",
        _year_end,
    ),
    # 年底前, 年内, 全年, 到年底, 年末
    DateRule(
        "this year", r"(?:于|在|到|至)?(?P<y>)(?:年[底末终](?:之?前|以前)?|本?年度?内|全年|全年度)", _year_end
    ),
    # 十四五末, “十四五”期间
    DateRule(
        "plan end",
        r"(?:到)?[“\"]?(?P<n>十[一二三四五六七八九]|十)五[”\"]?(?:期?末|期间)(?:之?前)?",
        _plan_end,
    ),
    # 会后10日内, 本措施印发后30日内, 收到督办单后5个工作日内, 接报后24小时内, 会议结束当天内
    DateRule(
        "after an event",
        r"(?:于|在|自)?(?P<anchor>(?:本次)?会(?:议(?:结束)?)?|(?:收到|自|本|接[到报]|方案|措施|办法|意见|通知|文件|规定|项目|经)[^，。；、]{0,16}?)"
        r"(?:(?:之?后|之日起)的?(?P<n>\d{1,3}|[一二三四五六七八九十两]{1,3})"
        r"(?P<u>个?工作日|日|天|周|个星期|星期|个月|个半月|个?小时)(?:以?内|之内)|之?后?的?(?P<same>当[日天])(?:以?内|之内))",
        _after,
    ),
    # 5个工作日内, 一周内, 3个月内, 三年, 24小时内
    DateRule(
        "within",
        r"(?:于|在)?(?:收到[^，。；、]{1,12}?)?(?:\d{1,3}|[一二三四五六七八九十两半]{1,3})"
        r"(?:个?工作日|日|天|周|个星期|星期|个半?月|年|小时|个小时)(?:以?内|之内)",
        _open,
    ),
    # 当天内, 当日内; 当日办结, 次日上报: behind what nobody dates
    DateRule(
        "same day",
        r"(?:于|在)?(?:当[日天](?:以?内|之内)|(?:当|次|翌)[日天](?=(?:及时|立即|全部|予以)?"
        r"(?:办[结理]|上?报(?![纸道刊名告会])|报告(?!会)|反馈|答复|回复|受理|处[置理]|整改|清零|销号|响应|办?完成|送达|移交|公布|印发)"
        r"(?![^，。；]{0,12}(?:机制|制度))))",
        _open,
    ),
    # 三年翻番, 五年新增
    DateRule("years", r"(?:未来)?(?:[三五两十]|[2-9])年(?=翻|实现|累计|新增|培育|达到|建成|倍增)", _open),
    # 尽快, 及时 … : due, but when is left open
    DateRule(
        "open",
        r"(?P<open>尽快|尽早|早日|及时|抓紧|加紧|立即|立刻|马上|即刻|适时|定期|从速|限期|不定期)",
        _open,
    ),
)
