"""The words rules lean on, and how they are looked up: verbs of work, modals, endings of names.

Membership is tested by slicing, never by long alternations: a document is read at some
hundred thousand characters a second, and a set look-up is what that affords.
"""

from __future__ import annotations

import re

from luodi.finding.verbs import ADVERBS, MAIN_ANYWAY, NOUNISH, VERBS, words

__all__ = [
    "ADVERBS",
    "MODAL",
    "THING_ENDINGS",
    "VERBS",
    "looks_like_unit",
    "main_verb",
    "opens_with_verb",
    "verb_at",
    "words",
]

# Modals: what turns a clause into a directive. Guards keep 主要, 要求, 要素 … out.
MODAL = re.compile(
    r"(?:(?<![主重需只首摘纪概扼紧想简必险机])(?:都|还|也|更|既|又|则|均|同样|特别|尤其)?(?<!就是)(?<!就)要(?![求素点件闻害领目义塞道旨略闻么约是，、”]|于[^\d一二三四五六七八九十每年今明本会当近月上下 ])"
    r"|(?<![相反对适响供呼感回理])(?:应当|应该|应)(?![用对急答变届有邀运急战享兑收缴得知]|.尽)"
    r"|必须|务必|务须|(?<![急所亟仍供刚])(?:须|需要|需)(?![求要的])|不得|不准|绝不能|不能(?![^，]{1,5}的)|(?<![尽不可])可以?(?=按|依|在|享|由|根据)|(?<![提申邀聘敬恳奏报])请(?![求示假]))"
)

# Endings by which the name of a body, or of those who act for it, is known.
_UNIT_ENDINGS = tuple(
    words("""
    局 厅 街 委 部 办 院 所 处 科 室 组 县 区 市 省 州 镇 乡 站 园 港 校 会 行 社 队 馆 厂 城 盟 旗 中心
    公司 集团 企业 大学 街道 政府 部门 单位 机关 专班 科协 妇联 领导 镇街 同志 上下 层面 方面 各级 主体 机构 基地
    海关 财政 科技 经信 工信 教育 税务 班子 书记 市长 县长 区长 处长 局长 主任 负责人 工商联 企业家
    科研人员 干部群众 科技工作者
    """)
)

# Endings by which a thing is known: it cannot be told anything (ruling C11).
THING_ENDINGS = tuple(
    words("""
    稿 书 表 费 率 额 量 度 法 化 性 力 工作 合作 项目 资金 任务 建设 机制 政策 结果 内容 问题 成果 情况
    名单 清单 方案 措施 数据 信息 指标 材料 报告 平台 活动 会议 认识 培训 资源 产业 专利 标准 技术 产品
    诉求 需求 目标 责任 服务 环境 占比 比重 比例 增速 规模 用房 房源 团队 人才 补贴 奖励 补助 期限 时限
    上限
    """)
)

_AFTERTHOUGHT = re.compile(r"（[^（）]*）$")


def looks_like_unit(name: str) -> bool:
    """Does a written name end like the name of a body (brackets at its end set aside)?

    >>> [looks_like_unit(name) for name in ("市科技局", "各县（市、区）", "中试资金")]
    [True, True, False]
    """
    core = name.strip()
    if core.endswith("）"):
        core = _AFTERTHOUGHT.sub("", core)
    return core.endswith(_UNIT_ENDINGS)


def opens_with_verb(text: str, start: int, end: int) -> bool:
    """Does the clause open with a verb of work, adverbs before it allowed?"""
    return verb_at(text, start, end) is not None


def verb_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the verb the clause opens with, after adverbs; None if it opens otherwise.

    >>> verb_at("进一步加强中试", 0, 7), verb_at("中试基地", 0, 4)
    ((3, 5), None)
    """
    at, seen = start, None
    for _ in range(8):
        if at >= end:
            break
        verb = _longest(text, at, end, VERBS, _VERB_SIZES)
        adverb = _longest(text, at, end, ADVERBS, _ADVERB_SIZES)
        if verb and verb >= adverb:
            seen = (at, at + verb)
            if text[at : at + verb] not in ADVERBS:
                return seen
            adverb = verb
        if not adverb:
            break
        at += adverb
        if at < end and text[at] == "地":
            at += 1
    return seen


def _sizes(listed: frozenset[str]) -> dict[str, tuple[int, ...]]:
    """First character -> how long the words are that begin with it, longest first."""
    sizes: dict[str, set[int]] = {}
    for word in listed:
        sizes.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}


_VERB_SIZES, _ADVERB_SIZES = _sizes(VERBS), _sizes(ADVERBS)


def _longest(text: str, at: int, end: int, listed: frozenset[str], sizes: dict[str, tuple[int, ...]]) -> int:
    """Length of the longest listed word at a position, 0 if none."""
    for size in sizes.get(text[at], ()):
        if at + size <= end and text[at : at + size] in listed:
            return size
    return 0


def main_verb(text: str, start: int, end: int, skip_first: bool = False) -> int | None:
    """Where a main verb with something to act on stands in `[start, end)`, outside quotes.

    >>> main_verb("围绕产业需求建立清单", 2, 10)
    6
    """
    at, depth, waiting = start, 0, skip_first
    while at < end - 1:
        char = text[at]
        if char in "（《“〈":
            depth += 1
        elif char in "）》”〉":
            depth = max(0, depth - 1)
        elif not depth and char in _VERB_SIZES and _is_main(text, at, end):
            if not waiting:
                return at
            waiting = False
            at += 1
        at += 1
    return None


def _is_main(text: str, at: int, end: int) -> bool:
    word = text[at : at + 2]
    if word not in VERBS:
        return False
    after = text[at + 2 : at + 3]
    if word not in NOUNISH or after.isdigit():
        return True
    return word in MAIN_ANYWAY and end - at >= 4 and after not in "等、的和与及方"
