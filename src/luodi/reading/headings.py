"""Is this sentence a heading, or already the work itself?

'1.实施高企倍增行动。建立…' opens with a heading that the rest spells out; '（一）市财政局
会同市科技局拨付经费。…' opens with a task. A heading names a subject in a few words: it
has nobody as its subject, no day, no figure to reach. Rules are named; each says what it
looks for.
"""

from __future__ import annotations

import re

from luodi.reading.lines import ORGAN

LONGEST_LEAD = 36  # characters of a heading that stands in the line it heads
LONGEST_LINE = 64  # characters of a heading with a line of its own

# A clause that cannot be (part of) a heading, by name.
_NOT_A_HEADING: dict[str, str] = {
    # 5月15日前 · 6月底 · 年底前 · 二季度末 · 年内
    "a deadline": r"\d+月(?!度)|\d+日|底前|季度末|年内|上半年|下半年|日内|工作日|每月|每季度",
    # 不少于3个 · 达到60% · 20万元 · 12项
    "a figure": r"不少于|不低于|不超过|以上|以内|\d+(?:\.\d+)?\s?(?:%|％|个百分点|万|亿|家|项|个|名|件|场|次|人|套|元)",
    # 市科技局要… · 各单位应… · 由督查组…
    "somebody who is told": (
        r"^由|^请|^(?:各|全|市|省|县|区|有关|相关)?[^，。；：]{0,24}?"
        r"(?:局|厅|委|部|办|办公室|委员会|政府|管委会|单位|部门|专班|小组|工作组|专家组|小分队|中心|公司|集团|企业|银行|大学|学院|研究院|研究所|院所|高校|县|市|区|乡镇|街道|同志|负责人)"
        r"(?:要|应|须|需|将|会同|牵头|负责|派出|抓紧|尽快|根据|按照|按|对|向|应当|统筹|组织|配合|提供|完善|制定|建立|研究|成立|汇总|审核|定期|及时)"
    ),
    # 市财政局推进… · 澄川大学联合… · 东泽市各建成…: an organ or a town by its name, and what it does
    "a body and its verb": (
        r"^(?!推动|推进|支持|引导|鼓励|组织|发动|督促|指导|动员|加强|强化|建设|深化|健全|完善|优化|实施|开展|提升|打造|做[强优大实]|突出|加快|促进|全[省市县区])"
        r"[^，。；：、的]{1,16}?"
        r"(?:(?<![部全布大])局|厅|(?<!编)委员会|办公室|人民政府|管委会|大学|研究院|科学院|设计院|实验室|医院|公司|集团|高新区|开发区|农高区|(?<![城全超])市(?!场|级|域|民|县))"
        r"(?:[、和与][^，。；：]{2,24}?(?:局|厅|委|委员会|办公室|管委会|大学|院|公司|集团|高新区|市|县|区))*"
        r"(?:联合(?!体)|各(?!类|项|级|方|自|种|地)|分别|共同(?!体)|负责|牵头|开展|推进(?!情|机)|加快|加强|报送|报请|提出|完成|召开|印发|出台|启动|编制|起草|修订|核实|盘点|通报|下达|拨付|新增|新建|建成|引进|培育|于|年内|每)"
    ),
    # 对…的，给予… · 同意… · 原则通过…
    "a ruling": r"^对[^，。]*的，|予以|给予|^同意|^原则|^决定|^会议",
    # 责任单位：…
    "a responsibility list": r"(?:责任|牵头|配合|完成)(?:单位|部门|领导|时限|时间)?[：:]",
    # 据统计 · 截至4月底
    "a report": r"^截至|^目前|^据|^今年以来|^近年来|同比",
}
_NO_HEADING = re.compile("|".join(f"(?:{pattern})" for pattern in _NOT_A_HEADING.values()))

_SENTENCE = re.compile(r"[^。；！？;!?\n]*[。；！？;!?][”’）》]?")
_COLON = re.compile(r"[^。；！？：:，,\n]{2,18}[：:]")
# What may stand after a sentence without spelling it out: who does it, and until when.
_ONLY_DUTIES = re.compile(
    r"\s*(?:[（(](?:责任|牵头|配合|主办|协办|完成|落实)[^）)]*(?:[（(][^）)]*[）)][^）)]*)*[）)]?"
    r"|(?:责任|牵头|配合|主办|协办|完成|落实)(?:单位|部门|领导|科室|处室|时限|时间|期限|人)?[：:].*)\s*[。；]?\s*"
)


# '会议要求：', '现通知如下：', '责任单位：' lead in to text; they do not head it.
_LEADS_IN = re.compile(r"如下|以下|会议|要求|指出|强调|^各|单位|部门|同志|时限|注[：:]")


def is_heading(words: str) -> bool:
    """Could these words, without their number, head a piece of text?

    >>> is_heading("加强组织领导。"), is_heading("市财政局要会同市科技局拨付到位。")
    (True, False)
    """
    return _NO_HEADING.search(words) is None


def is_duties(words: str) -> bool:
    """Nothing but a responsibility list or a deadline slot.

    >>> is_duties("（责任单位：市科技局，各县（市、区）；完成时限：6月底）"), is_duties("市科技局要办。")
    (True, False)
    """
    return _ONLY_DUTIES.fullmatch(words) is not None


def lead(text: str, start: int, end: int) -> int | None:
    """Where the heading ends that opens `text[start:end]` and is spelled out by the rest.

    >>> line = "强化督导问效。实行红黄绿灯管理。"
    >>> line[: lead(line, 0, len(line))]
    '强化督导问效。'
    """
    sentence = _SENTENCE.match(text, start, min(end, start + LONGEST_LEAD + 2))
    if sentence is not None and sentence[0].rstrip("”’）》")[-1] in "。！" and is_heading(sentence[0]):
        rest = text[sentence.end() : end]
        if rest.strip():
            return None if is_duties(rest) else sentence.end()
    return _lead_before_colon(text, start, end)


def _lead_before_colon(text: str, start: int, end: int) -> int | None:
    """'主要目标：到2027年，…': a colon ends a heading when a whole text follows it."""
    match = _COLON.match(text, start, end)
    if match is None or end - match.end() < 2 * len(match[0]):
        return None
    if not is_heading(match[0]) or _LEADS_IN.search(match[0]) or ORGAN.search(match[0][:-1]):
        return None
    return match.end()
