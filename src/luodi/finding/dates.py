"""Deadlines: the words of a date, the last day they allow, and how they recur.

The grammar is that of official papers: 2025年6月底前, 二季度末前, 上半年, 年内, 到2027年,
每月25日前, 会后10日内, 5个工作日内, 尽快, 长期坚持. Every rule is a named pattern; a `Due` says
which one made it. The year comes from the words, else from the item, else from the document;
without any, the date stays open.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from luodi.finding import lexicon, numerals
from luodi.finding.findings import Due

N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
YEAR = r"(?:(?:20\d\d|二[〇○零]\d?[〇○零一二三四五六七八九]{2})年|今年|当年|本年度?|明年|次年|去年|后年)"
_BEFORE = r"(?:之?前|以前)"
_BY = r"(?:底前|末前|底之前|末之前|底|末|前夕|之前|以前|前|内|以内|份)"


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
class Rule:
    """One form of deadline: its pattern and what it means."""

    name: str
    pattern: str
    resolve: Callable[[re.Match[str], Calendar], tuple[dt.date | None, str | None, str | None]]


Resolved = tuple[dt.date | None, str | None, str | None]  # date, recur, every


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


def _last(year: int | None, month: int) -> dt.date | None:
    if year is None or not 1 <= month <= 12:
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


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
    """会后10日内, 印发后30日内: counted when the anchor's day is known; workdays never are."""
    anchor = None
    if m["anchor"].startswith(("会", "本次会")):
        anchor = c.meeting or c.published
    elif "施行" in m["anchor"] or "实施" in m["anchor"]:
        anchor = c.effective
    elif "印发" in m["anchor"] or "发布" in m["anchor"] or "下发" in m["anchor"]:
        anchor = c.published
    if anchor is None or m["u"] not in ("日", "天", "周", "个星期", "星期"):
        return None, None, None
    days = _int(m["n"]) * (7 if m["u"] in ("周", "个星期", "星期") else 1)
    return anchor + dt.timedelta(days=days), None, None


def _within(m: re.Match[str], c: Calendar) -> Resolved:
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


def _open(m: re.Match[str], c: Calendar) -> Resolved:
    return None, None, None


# In order: the first rule that matches at a place wins, so longer forms stand before shorter.
RULES: tuple[Rule, ...] = (
    # 每季度末月25日前, 每年7月底前, 每月10日前, 每季度首月5日前, 每半年, 每两月, 每周, 每10天, 逐月, 按季
    Rule(
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
    # 2025年6月30日前, 6月10日前, 3月底前 is the next rule
    # 季度“赛马”, 月度调度: a rhythm written before what is done
    Rule(
        "rhythm",
        r"(?P<rec>季度|月度|周)(?=“?(?:赛马|调度|通报|例会|点评|会商|巡查|评比|晾晒|比拼|考核))",
        _recurring,
    ),
    Rule(
        "day",
        rf"(?:于|在|到|截至|截止)?(?P<y>{YEAR})?(?P<m>{N})月(?P<d>{N})[日号](?:（[^（）]{{1,12}}）)?"
        r"(?:上午|下午|中午|晚)?(?:\d{1,2}[时点:：]\d{0,2}分?)?(?:之?前|以前|止|下班前|前后)?",
        _full_day,
    ),
    # 6月中旬前, 3月上旬
    Rule(
        "third of a month",
        rf"(?:于|在|到)?(?P<y>{YEAR})?(?P<m>{N})月份?(?P<t>[上中下])旬(?:之?前|以前|末)?",
        _third,
    ),
    # 2025年12月底前, 6月底, 5月、9月底前 (the last counts), 3月前 (the end of February), 4月份, 7—8月
    Rule(
        "month",
        rf"(?:于|在|到|至|截至)?(?P<y>{YEAR})?(?P<m>{N})月?(?:(?:[、—\-~～至和]|月[、至到—-])(?P<m2>{N}))?月份?"
        r"(?P<by>底前|末前|底之前|末之前|底以前|月?底|末|之前|以前|前|内|以内|中)?(?!\d|[日旬])",
        _month,
    ),
    # 二季度末前, 第三季度, 三季度
    Rule(
        "quarter",
        rf"(?:于|在|到|至)?(?P<y>{YEAR})?第?(?P<q>[一二三四1-4])季度(?:末?(?:之?前|以前)|[末底内中])?",
        _quarter,
    ),
    # 上半年, 下半年, 2025年上半年
    Rule("half year", rf"(?:于|在|到)?(?P<y>{YEAR})?(?P<h>[上下]半年)(?:[底末](?:之?前)?|之?前|内)?", _half),
    # 到2027年, 2025年底前, 2023年底, 今年年底前, 2026年年内
    Rule(
        "year end",
        rf"(?:于|在|到|至|截至)?(?P<y>{YEAR})(?:年?(?:底|末|终)(?:之?前|以前)?|年?内|之?前|以前|度内|全年|期间)?",
        _year_end,
    ),
    # 年底前, 年内, 全年, 到年底, 年末
    Rule(
        "this year", r"(?:于|在|到|至)?(?P<y>)(?:年[底末终](?:之?前|以前)?|本?年度?内|全年|全年度)", _year_end
    ),
    # 十四五末, “十四五”期间
    Rule(
        "plan end",
        r"(?:到)?[“\"]?(?P<n>十[一二三四五六七八九]|十)五[”\"]?(?:期?末|期间)(?:之?前)?",
        _plan_end,
    ),
    # 会后10日内, 本措施印发后30日内, 收到督办单后5个工作日内
    Rule(
        "after an event",
        r"(?:于|在|自)?(?P<anchor>(?:本次)?会(?:议结束)?|(?:收到|自|本|接到|方案|措施|办法|意见|通知|文件|规定|项目|经)[^，。；、]{0,16}?)"
        r"(?:之?后|之日起)(?:的)?(?P<n>\d{1,3}|[一二三四五六七八九十两]{1,3})(?P<u>个?工作日|日|天|周|个星期|星期|个月|个半月)(?:以?内|之内)",
        _after,
    ),
    # 5个工作日内, 一周内, 3个月内, 三年, 24小时内
    Rule(
        "within",
        r"(?:于|在)?(?:收到[^，。；、]{1,12}?)?(?:\d{1,3}|[一二三四五六七八九十两半]{1,3})"
        r"(?:个?工作日|日|天|周|个星期|星期|个半?月|年|小时|个小时)(?:以?内|之内)",
        _within,
    ),
    Rule("years", r"(?:未来)?(?:[三五两十]|[2-9])年(?=翻|实现|累计|新增|培育|达到|建成|倍增)", _within),
    # 尽快, 及时 … : due, but when is left open
    Rule(
        "open",
        r"(?P<open>尽快|尽早|早日|及时|抓紧|加紧|立即|立刻|马上|即刻|适时|定期|从速|限期|不定期)",
        _open,
    ),
    # 持续推进, 长期坚持: what stands in a deadline slot (never read from running text)
)

_GROUP = re.compile(r"\(\?P<(\w+)>")


def _compile() -> tuple[re.Pattern[str], dict[str, Rule]]:
    parts, by_name = [], {}
    for index, rule in enumerate(RULES):
        pattern = re.sub(_GROUP, lambda m, i=index: f"(?P<{m[1]}_{i}>", rule.pattern)  # type: ignore[misc]
        parts.append(f"(?P<rule_{index}>{pattern})")
        by_name[f"rule_{index}"] = rule
    return re.compile("|".join(parts)), by_name


_ANY, _BY_NAME = _compile()
_ONE = {rule.name: re.compile(rule.pattern) for rule in RULES}
# Cheap gate: no deadline without one of these characters.
_GATE = re.compile(r"[年月季日天周旬每按五尽早及抓加立马适定从限即]")

# Date words that are not deadlines: the year in a name, the span a figure was measured over.
_NOT_DUE_BEFORE = re.compile(
    r"(?:第|近|过去|连续|成立|满|达|现有|期限|为期|最长|不超过|有效期|近三|近五|每|已|历时|首|前|上)$"
)
_NOT_DUE_AFTER = re.compile(
    r"^(?:度?(?:考核|计划|目标|重点|工作|任务|预算|行动|方案|首(?!批)|第(?![一二三]批)|综合|科技|新认定的|入选)|以来|以上|来|期间?国|度$|级|代|鉴|报|检|均|度享受|的)"
)


def find(text: str, start: int, end: int, calendar_: Calendar) -> Iterator[Due]:
    """Deadline expressions in `[start, end)`, left to right, each with its span and its date.

    Recognises form only; whether an expression is a deadline *here* (and not the year in a
    plan's name) is judged by `is_deadline`.
    """
    if not _GATE.search(text, start, end):
        return
    at = start
    while found := _ANY.search(text, at, end):
        at = found.end()
        rule = _BY_NAME[found.lastgroup or ""] if found.lastgroup in _BY_NAME else _rule_of(found)
        one = _ONE[rule.name].match(text, found.start(), end)
        if one is None or one.start() == one.end():
            at = max(at, found.start() + 1)
            continue
        at = one.end()
        date, recur, every = rule.resolve(one, calendar_)
        yield Due(one.group(), date, recur, every, one.span(), rule.name)


def _rule_of(found: re.Match[str]) -> Rule:
    for name, rule in _BY_NAME.items():
        if found[name] is not None:
            return rule
    raise AssertionError("a match without a rule")


# Only a year that dates an act (2026年3月底前); 到2027年 sets a far goal and 2024年度 names a thing.
_NAMED_YEAR = re.compile(
    r"(?<![到至—\-])20\d\d(?=年(?:\d|[一二三四五六七八九十]+月|[上下]半年|第?[一二三四]季|[底末内，]))"
)


def year_named(text: str, start: int, end: int) -> int | None:
    """The year last named in `[start, end)` (C14: it governs later dates without one)."""
    named = _NAMED_YEAR.findall(text[start:end])
    return int(named[-1]) if named else None


def is_deadline(text: str, due: Due, clause_end: int) -> bool:
    """Is this date a deadline where it stands? A bare year inside a name is not."""
    assert due.span is not None and due.text is not None
    start, end = due.span
    if _NOT_DUE_BEFORE.search(text[max(0, start - 3) : start]) or _quoted(text, start):
        return False
    if due.why == "within" and text[max(0, start - 1) : start] in ("到", "至", "为", "于"):
        return False  # 由15天压缩到7天以内
    if due.why == "recurring":
        return not re.match(r"\d[\d.]*万?元", text[end : end + 8])
    if due.text == "全年" and _NAMES_PAPER.match(text, end, clause_end):
        return False
    if due.why not in _PERIODS or _BOUND.search(due.text):
        return True
    if end >= clause_end or text[end] in "，、,":
        return True
    if due.text.startswith(("到", "至")):
        return True
    if due.text in ("今年", "明年", "后年") and not _NAMES_PAPER.match(text, end, clause_end):
        return not _NOT_DUE_AFTER.match(text[end : min(clause_end, end + 8)])
    if _NOT_DUE_AFTER.match(text[end : min(clause_end, end + 8)]):
        return False
    verb = lexicon.verb_at(text, end, clause_end)
    if verb is None:
        return bool(_STARTS_DEED.match(text, end, clause_end))
    return not _NAMES_PAPER.match(text, verb[1], clause_end)


# 上半年, 三季度, 2025年 without 底/前/内: a deadline before a deed, else part of a name.
_PERIODS = frozenset(("year end", "half year", "quarter", "years"))
_BOUND = re.compile(r"[底末终前内]$|全年")
_STARTS_DEED = re.compile(
    r"[省市县]级|财政|分别|首批|第[一二三]批|[一二]期|全部|累计|新|达|再|要|还|也|力争|确保|翻|实现|至少|投|每|全市|全县|全省|全区|各"
)
_NAMES_PAPER = re.compile(
    r"[^，、]{0,4}(?:清单|方案|计划|工作(?!推|落|见)|任务|要点|结果|报告|名单|预算|情况|目标)"
)


def _quoted(text: str, at: int) -> bool:
    """Does the place stand inside “…” or 《…》 of its line?"""
    line = text.rfind("\n", 0, at) + 1
    for opener, closer in (("“", "”"), ("《", "》")):
        opened = text.rfind(opener, line, at)
        if opened != -1 and text.find(closer, opened, at) == -1:
            return True
    return False


def strip_lead(due: Due) -> Due:
    """The contract's `text` leaves out 于 and 在 (于6月10日前 -> 6月10日前), but keeps 到."""
    assert due.text is not None and due.span is not None
    for lead in ("力争", "截至", "截止", "于", "在"):
        if due.text.startswith(lead):
            return replace(due, text=due.text[len(lead) :], span=(due.span[0] + len(lead), due.span[1]))
    return due


SLOT_WORDS = re.compile(r"持续推进|长期坚持|长期|常态化|持续|全年|每年|立行立改|动态|即行|按时序|按进度")


def read_slot(text: str, start: int, end: int, calendar_: Calendar) -> tuple[Due, ...]:
    """A deadline slot (完成时限：…, a table cell): every deadline in it, in order.

    Whatever stands in the slot is its words, also what is no date (持续推进).
    """
    found = [strip_lead(d) for d in find(text, start, end, calendar_)]
    words = text[start:end].strip()
    if not words or words in ("——", "—", "-", "/", "无"):
        return ()
    if not found:
        return (Due(words, None, None, None, (start, end), "slot"),)
    if len(found) == 1:
        return (replace(found[0], text=words, span=(start, end)),)
    return tuple(found)
