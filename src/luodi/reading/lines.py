"""The lines of an official paper that are not its text: what each says, and how it is known.

Shared by the masthead (which reads them), the outline (which calls them `meta`) and the
article (which must not take them for a web page's furniture). Each rule is a named
pattern over one stripped line, with an example beside it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

NUMERALS = "〇○零一二三四五六七八九十百"

# ---- dates ---------------------------------------------------------------------------------

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "Ｏ": 0}

# 2025年3月14日 · 2025-06-19 · 2025/6/19 · 2025.6.19, in half- or full-width digits.
_PLAIN_DATE = r"(?<!\d)(?:19|20)\d\d\s?(?:年\s?|[-/.．－])[01]?\d\s?(?:月\s?|[-/.．－])[0-3]?\d(?!\d)\s?日?"
# 二〇二五年三月十四日
_HAN_DATE = (
    r"[一二][〇○零一二三四五六七八九OＯ]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十廿卅]{1,3}日"
)
DATE_FORM = rf"(?:{_PLAIN_DATE}|{_HAN_DATE})"
DATE = re.compile(DATE_FORM)


def date_in(written: str) -> dt.date | None:
    """The first date in some words, or None when there is none, or no such day.

    >>> date_in("二〇二五年三月十四日印发"), date_in("2025年2月30日")
    (datetime.date(2025, 3, 14), None)
    """
    match = DATE.search(written)
    if match is None:
        return None
    parts = [int(n) for n in re.findall(r"\d+", match[0])]
    if not parts:
        year, month, day = re.split("[年月]", match[0].rstrip("日"))
        parts = [int("".join(str(_DIGITS[c]) for c in year)), han_number(month), han_number(day)]
    try:
        return dt.date(*parts)
    except ValueError:
        return None


def han_number(numeral: str) -> int:
    """A small Chinese numeral as a number; 0 for what is not one.

    >>> [han_number(n) for n in ("七", "十", "十四", "二十", "三十一", "廿五", "一百零二", "丙")]
    [7, 10, 14, 20, 31, 25, 102, 0]
    """
    total = unit = 0
    for c in numeral.replace("廿", "二十").replace("卅", "三十"):
        if c in _DIGITS:
            unit = _DIGITS[c]
        elif c in "十百":
            total += (unit or 1) * (10 if c == "十" else 100)
            unit = 0
        else:
            return 0
    return total + unit


# ---- lines ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it: its stripped text and where that stands."""

    start: int
    end: int
    text: str

    @property
    def sentence(self) -> bool:
        """Does it end as running text does? A heading, a title, a name or a date does not."""
        return self.text.endswith(SENTENCE_ENDS)


SENTENCE_ENDS = (
    "。",
    "；",
    "！",
    "？",
    "：",
    "，",
    "、",
    "。”",
    "！”",
    "？”",
    "。）",
    "……",
    ";",
    "!",
    "?",
    ":",
    "。」",
)


def lines_of(text: str) -> Iterator[Line]:
    """Every line that is not blank, without the blanks around it."""
    at = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = at + raw.index(stripped[0])
            yield Line(start, start + len(stripped), stripped)
        at += len(raw) + 1


# ---- what a line can be --------------------------------------------------------------------

_OPEN, _CLOSE = r"[〔\[［（(【〖﹝]", r"[〕\]］）)】〗﹞]"
# 砚科创办〔2025〕3号 · 许政 [2020] 20号 · 武发[2011]106号 · （2012）3号 · 〔2025〕第5期 · 第5期 · 2025年第3期
NUMBER = re.compile(
    rf"(?:[\u4e00-\u9fff]{{1,14}}\s?)?{_OPEN}\s?(?:19|20)\d\d\s?年?\s?{_CLOSE}\s?(?:第\s?)?\d{{1,4}}\s?[号期]"
    rf"|(?:(?:19|20)\d\d年\s?)?(?:总?第\s?(?:\d{{1,4}}|[{NUMERALS}]{{1,5}})\s?[期号])(?:\s?[（(]总第?\s?\d+\s?期[）)])?"
)
_NUMBER_LINE = re.compile(
    rf"[（(]?(?:发文字号|文号|编号)?[：:]?\s*(?P<number>{NUMBER.pattern})[）)]?(?:\s*签发人[：:]?.{{0,20}})?"
)

# 二〇二五年三月十四日 · （2025年2月10日） · 2025年5月12日印发 · 砚州市科技局　2025年3月1日印发
_DATE_LINE = re.compile(rf"[（(]?\s*(?:{DATE_FORM})\s*(?:上午|下午)?\s*(?:印发|发布|成文)?\s*[)）]?")
_ISSUED_LINE = re.compile(rf"(?P<body>[^，。；：]{{0,40}}?)[\s　]*(?P<date>{DATE_FORM})[\s　]*印\s?发")
_SIGNED_LINE = re.compile(rf"(?P<body>[^，。；：\d]{{2,40}}?)[\s　]+(?P<date>{DATE_FORM})")

# Labels that open a line of particulars: 出席：…, 抄送：…, 联系人：…, 附件：…
_PARTICULARS = (
    "附件|附|抄送|抄报|主送|报送|报|送|发|分送|分发|主题词|关键词|出席|参加|参会|列席|请假|缺席|记录|主持|召集人"
    "|出席人员|参加人员|参会人员|列席人员|出席单位|列席单位|参会单位|主持人|记录人|会议时间|会议地点|时间|地点|议题|会议议题"
    "|联系人|联系人及电话|联系电话|联系方式|咨询电话|监督电话|电话|传真|邮箱|电子邮箱|电子信箱|地址|邮编"
    "|签发|签发人|会签|核稿|拟稿|校对|审核|打印|份数|印数|共印|密级|保密期限|紧急程度|发文字号|文号|成文日期|发文机关|发布机构|索引号|主题分类|编发单位|主办"
)
_PARTICULAR_LINE = re.compile(rf"[（(]?(?:{_PARTICULARS})(?:\s*\d{{1,2}})?\s*[：:]")
_ATTACHMENT_HEAD = re.compile(rf"附\s?[件表录]\s*(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})?\s*[：:]?")
_ATTACHMENT_ITEM = re.compile(r"\d{1,2}\s?[.．、].{1,80}(?<![。；])")
_REMARK_LINE = re.compile(
    r"[（(](?:此件[^）)]{2,16}|联系人[^）)]{2,60}|共印\s?\d+\s?份|印\s?\d+\s?份|此页无正文|[^）)，。；]{2,40}会议(?:审议)?通过)[）)]"
)

# 高新处　张某某　（0999）6102233: a further contact, under 联系人：…
_CONTACT_LINE = re.compile(
    r"[^，。；]{0,40}?(?:[（(]?0\d{2,3}[)）]?[-－—\s]?\d{7,8}|1[3-9]\d{9}|[\w.]+@[\w.]+)[^，。；\u4e00-\u9fff]{0,24}"
)

# 各县（市、区）人民政府，市直有关单位： · 同志们：
_ADDRESSEES = re.compile(r"[^。；！？：:]{2,200}[：:]")
_NOT_ADDRESSEES = re.compile(
    r"如下|以下|下列|通知|要求|指出|强调|议定|明确|认为|任务|措施|目标|意见|^\d|^[一二三四五六七八九十]+[、是要]|^[（(]"
)
_GREETING = re.compile(
    r"(?:尊敬的)?[^。；]{0,60}(?:同志们|朋友们|代表们|委员们|先生们|女士们|同仁|来宾|领导|企业家)[、，\w]{0,12}[：:！!，,]"
)

# 2025-06-19　来源：砚州日报 · 发布时间：2025年6月19日 08:41 · 作者：…
OUTLET = re.compile(
    r"(?:信息来源|文章来源|稿件来源|来源|稿源|出处|发布机构|发布单位|供稿单位|供稿)\s*[：:]\s*(?P<outlet>[^\s|｜，,]{2,30})"
)
RELEASED = re.compile(
    rf"(?:发布时间|发布日期|发表时间|更新时间|发文日期|成文日期|公开日期|印发日期|日期|时间)\s*[：:]\s*(?P<date>{DATE_FORM})"
)
_BYLINE = re.compile(
    rf"(?:{DATE_FORM})[\s　|｜]*(?:\d\d?:\d\d(?::\d\d)?)?[\s　|｜]*(?:来源|稿源|作者|信息来源)\s*[：:].*"
    r"|(?:来源|稿源|信息来源|作者|记者|通讯员|撰稿|供稿|编辑|责编|责任编辑)\s*[：:]\s*.{0,40}"
    rf"|(?:发布时间|发布日期|日期|时间)\s*[：:]\s*(?:{DATE_FORM}).{{0,60}}"
)

# Who signs: 砚州市人民政府 · 市科技局办公室 · 中共砚州市委
ORGAN = re.compile(
    r"(?:人民政府|政府|委员会|办公室|管委会|领导小组|指挥部|委|局|厅|部|办|院|(?:协|学|员|工|商|合|金|事|究|联|残|红十字)会|处|室|中心|集团|公司|大学|学院|学校|法院|检察院|协会|银行|分行|组|站|队|研究院|研究所)"
    r"(?:[（(][^）)]{1,20}[）)])?$"
)
# 砚州市市长　沈亦川 · 市委书记 陆知衡: a post, a blank, a name of two to four characters (blanks inside allowed)
_SPEAKER = re.compile(
    r"[\u4e00-\u9fff、（）() 　]{2,40}[\s　]+[\u4e00-\u9fff·][\s　]?[\u4e00-\u9fff·][\s　]?[\u4e00-\u9fff]{0,2}"
)

GENRES = "通知|通报|意见|办法|方案|措施|规定|细则|规则|规划|计划|要点|纪要|决定|决议|公告|通告|公报|报告|请示|批复|函|命令|令|条例|清单|分解表|一览表|台账|简报|专报|讲话|致辞|发言|指南|指引|制度|若干政策|政策|行动|合同|协议|议案|总结|汇报"
GENRE_END = re.compile(rf"(?:{GENRES})(?:[（(][^）)]{{1,40}}[）)])?[》”]?$")


def number_in(line: str) -> tuple[int, int] | None:
    """Where the 文号 stands in a line that is nothing but one (with 签发人, perhaps)."""
    match = _NUMBER_LINE.fullmatch(line)
    return match.span("number") if match else None


def is_date(line: str) -> bool:
    """Nothing but a date: under a signature, under a title, in brackets or not."""
    return _DATE_LINE.fullmatch(line) is not None


def issued(line: str) -> re.Match[str] | None:
    """The imprint: `砚州市科技局办公室　　2025年5月12日印发`."""
    return _ISSUED_LINE.fullmatch(line)


def signed(line: str) -> re.Match[str] | None:
    """Signature and date on one line: `砚州市科技局　2025年5月12日`."""
    return _SIGNED_LINE.fullmatch(line)


def is_addressee(line: str) -> bool:
    """The line that says whom the paper is for; only meant for lines above the text."""
    if _GREETING.fullmatch(line):
        return True
    return _ADDRESSEES.fullmatch(line) is not None and not _NOT_ADDRESSEES.search(line)


def is_byline(line: str) -> bool:
    """Date, outlet, author: what stands between the title and the text of a news item."""
    return len(line) <= 100 and _BYLINE.fullmatch(line) is not None


def is_speaker(line: str) -> bool:
    """Post and name of a speaker under the title of a speech."""
    return len(line) <= 44 and _SPEAKER.fullmatch(line) is not None


def is_particular(line: str) -> bool:
    """出席：…, 抄送：…, 联系人：…, （此件公开发布）: particulars, wherever they stand."""
    return _PARTICULAR_LINE.match(line) is not None or _REMARK_LINE.fullmatch(line) is not None


def is_attachment_head(line: str) -> bool:
    """`附件`, `附件1`, `附件：`, alone on a line."""
    return _ATTACHMENT_HEAD.fullmatch(line) is not None


def is_attachment_item(line: str) -> bool:
    """`2.指标解释（略）`, meant for lines that follow an attachment line."""
    return _ATTACHMENT_ITEM.fullmatch(line) is not None


def opens_attachments(line: str) -> bool:
    """`附件：1.得分表`, after which further items may follow."""
    return line.startswith(("附件", "附：", "附:")) and is_particular(line)


def is_meta(line: str) -> bool:
    """Particulars of a paper that are so wherever they stand."""
    if len(line) > 200:
        return line.startswith(("出席", "列席", "参加", "抄送", "分送", "主题词", "附件")) and is_particular(
            line
        )
    return (
        is_particular(line)
        or is_attachment_head(line)
        or is_date(line)
        or _CONTACT_LINE.fullmatch(line) is not None
        or number_in(line) is not None
        or issued(line) is not None
        or is_byline(line)
    )
