"""What a figure measures: the indicator's words before it, and the linking words between.

Read from the figure leftwards: linking words (达到, 不低于, 同比增长) say how the figure bounds
or changes; what is left, without date, modal, subject and area word, is the indicator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luodi.finding import lexicon


def _table(**words: str) -> dict[str, str]:
    return {word: role for role, row in words.items() for word in row.split()}


# Words between an indicator and its figure, by what they say of it.
LINKS = _table(
    level="""独占 各占 达到 达 为 是 有 占 占到 占比达 到 至 在 仅为 保持在 稳定在 维持在 控制在 提高到 提升到 提升至 提高至 增加到 增加至 增长到 增长至 增至 增到 扩大到 扩大至
        拓展到 拓展至 上升到 上升至 升至 升到 发展到 发展至 达成 压减到 压减至 降到 降至 降低到 降低至 下降到 下降至 压缩到 压缩至 压缩为 缩短至 缩短到 缩短为 减少到 减少至 跃升至 跃居 位居 位列 居 列 进入 跻身
        稳居 攀升至 调整为 调整到 恢复到 优化到 保有量达到 计 实有 余额为 总额为 升为 列为 扩大为""",
    ge="不低于 不少于 不小于 不下 不下于 超过 超 突破 至少 最少 高于 多于 大于 逾 达到或超过 不得低于 不得少于 应不低于 应不少于 高出 跨越 迈上",
    le="不超过 不高于 不多于 不大于 低于 少于 不足 不到 小于 以内 至多 最多 不得超过 不得高于 未达 未到 不满 不突破 压降至不超过",
    about="不过 约 大约 近 将近 接近 约为 约占 大致 基本达到",
    up="增长 增加 提高 提升 上升 净增 净增加 净增长 增 扩大 前移 上移 高 多 增幅 增幅达 增速 增速达 增幅为 增速为 高出 多出 提前 进位 攀升 翻 涨 加快 提升了 增长了",
    down="下降 减少 降低 降 压减 下滑 回落 缩短 低 少 后移 下移 减 降幅 压缩 精简 压降 滑落 负增长 下跌 缩减 退后 后退 降幅达",
    adverb="""同比 环比 年均 平均 平均每年 分别 仅 只 仍 还 已 均 都 共 总共 合计 共计 总计 力争 争取 确保 实现 了 再 至少 也 就 才 就有 仍有 尚有 还有 只有 共有 已有 约有 现有 达 已经
        要 应 将 须 应当 必须 努力 的 各 每年 较快 再次 首次 预计 预计将 计划 有望 全部 基本 已累计 持续 稳步 累计 直接 成功 一共 总数 或 可 比 较 不断 进一步 总量 全年 年内""",
    cap="最高 最高不超过 最多不超过 上限 上限为 上限由 封顶 最高可达 最高可 最高达 最长 最长不超过 额度最高 限额 最低",
)
_LONGEST = max(map(len, LINKS))
# Linking words that also end an indicator's own name: 占 is kept when nothing else links.
_KEPT_AS_NAME = frozenset(("增幅", "增速", "总数", "总量", "降幅", "累计"))

# Words an indicator does not begin with.
LEADS = frozenset(
    """但 并 且 而 同时 此外 另外 其中 特别是 尤其是 即 也 还 又 再 更 均 都 各 全市 全省 全县 全区 全州 全盟 全旗 我市 我省 我县 我区 我州 本市 本省 本县 本区 我院 我局 今年 去年 明年 本年 力争 确保 争取 努力 推动 促进
    实现 使 让 将 把 要 应 须 拟 计划 预计 预期 目标 已 已经 共 总共 目前 当前 截至目前 全年 年内 每年 至少 近年来 今年以来 这些年 以来 带动了 了 因此 从而 进而 我们 大家 对标 务必 必须 请 需 可 是 为 有 并将 有力
    下一步 下步 下半年 上半年 一年来 一是 二是 三是 四是 五是 主要是 一年 同期 我委 我厅 力求 仅 只 仍 还有 仍有 只有 共有 的 平均 首先 其次 最后 进一步 持续 加快 不断 切实 由 从 在 于 以 也将 同比 全市共 全省共 全县共 全区共 园区 到 至 地 均要 中 和 与 及 以及
    积极 大力 着力 全力 稳步 有效 成功 先后 分别 直接 间接 期间 建议""".split()
)
# Flow verbs that may stand first in an indicator and are kept (新增, 引进, 举办 …) need no list:
# whatever is not in LEADS stays.

# The modals that part who is told from what; 请 and 可 are left to longer words (申请, 可再生).
_MODAL = re.compile(
    r"(?<![主重需只首摘纪概扼紧想简必险机])要(?![求素点件闻害领目义塞道旨略约是在于])"
    r"|(?<![相反对适响供呼感回理])应(?:当|该)?(?![用对急答变届有邀运急战享结收付税])|必须|务必|(?<![急所亟仍供刚必])须(?![求要的])|不得"
)

_ENDS = " \t　，。；：、“”"


@dataclass(slots=True)
class Reading:
    """The words before a figure: where the indicator stands, and what the links say."""

    start: int
    end: int
    roles: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)  # links, rightmost first
    subject: tuple[int, int] | None = None  # who is told, when written before a modal

    @property
    def bare(self) -> bool:
        return self.start >= self.end


def read_left(text: str, start: int, figure: int, dated: list[tuple[int, int]]) -> Reading:
    """The indicator in `[start, figure)`; `dated` are the date expressions in it."""
    end, roles, words = strip_links(text, start, figure, dated)
    subject = None
    modal = None
    for modal in _MODAL.finditer(text, start, end):
        pass
    if modal is not None:
        if modal.start() > start:
            subject = (start, modal.start())
        start = modal.end()
    start = strip_leads(text, start, end, dated)
    return Reading(start, end, roles, words, subject)


def strip_links(
    text: str, start: int, figure: int, dated: list[tuple[int, int]]
) -> tuple[int, set[str], list[str]]:
    """Take linking words (and dates among them) off the right end."""
    end = figure
    roles: set[str] = set()
    words: list[str] = []
    while end > start:
        if text[end - 1] in " \t　":
            end -= 1
            continue
        date = next((d for d in dated if d[1] == end and d[0] >= start), None)
        if date:
            end = date[0]
            continue
        for size in range(min(_LONGEST, end - start), 0, -1):
            word = text[end - size : end]
            role = LINKS.get(word)
            if role and not _part_of_a_word(text, start, end - size, word):
                roles.add(role)
                words.append(word)
                end -= size
                break
        else:
            break
    # A rate's own name: 增速达到, 增幅为 stay with the indicator when no other growth is said.
    while words and words[-1] in _KEPT_AS_NAME:
        if LINKS[words[-1]] in ("up", "down"):
            roles.add("grows" if LINKS[words[-1]] == "up" else "shrinks")
        end += len(words.pop())
    return end, roles, words


# A one-character link inside a longer word: 行为, 所有, 提高, 现在, 占 …
_INSIDE = {
    "为": "行作成认称名因以更",
    "是": "但只特就于",
    "有": "所拥国共私享具没含保占",
    "在": "现存所",
    "到": "",
    "达": "发表通",
    "增": "新倍激",
    "高": "最提",
    "低": "最",
    "多": "最众",
    "少": "最减",
    "降": "",
    "近": "附最",
    "超": "",
    "至": "甚",
    "的": "目",
    "可": "许认",
    "要": "主重需只",
    "应": "供响相反效",
    "总数": "",
    "翻": "",
    "共": "公",
    "再": "",
    "比": "占对同环",
    "较": "比",
    "约": "节预签合履",
    "列": "系序排",
    "居": "",
    "均": "人户年平日月",
    "都": "首",
    "计": "统设会审预合总共累",
    "各": "",
    "每年": "",
    "已": "",
    "减": "",
    "只": "",
    "或": "",
    "将": "",
    "就": "成",
    "增加": "",
    "了": "",
    "提前": "",
}


def _part_of_a_word(text: str, start: int, at: int, word: str) -> bool:
    if at <= start:
        return False
    before = text[at - 1]
    if before in _INSIDE.get(word, ""):
        return True
    # 同比增长 is growth; 新增长 is not; 比…高 needs its 比 or 较
    return word in ("高", "低", "多", "少") and not re.search(r"比|较|与.*相比", text[start:at])


def strip_leads(text: str, start: int, end: int, dated: list[tuple[int, int]]) -> int:
    """Take connectives, area words, adverbs and dates off the left end."""
    moved = True
    while moved and start < end:
        moved = False
        if text[start] in _ENDS and text[start] != "“":
            start += 1
            moved = True
            continue
        date = next((d for d in dated if d[0] == start and d[1] <= end), None)
        if date:
            start = date[1]
            moved = True
            continue
        for size in range(min(5, end - start), 0, -1):
            word = text[start : start + size]
            if word in LEADS and not (size == 1 and _opens_word(text, start, end)):
                start += size
                moved = True
                break
    return min(start, end)


# One-character leads that also open longer words: 有效, 在孵, 全面, 各类 …
_OPENING = {
    "有": "效研机创色",
    "在": "孵校建研外线读册",
    "为": "",
    "由": "",
    "从": "业事",
    "以": "上下",
    "于": "",
    "是": "",
    "将": "军",
    "要": "素件",
    "应": "用届收急",
    "需": "求要",
    "可": "再转",
    "共": "建享同性有",
    "各": "类级种",
    "到": "位账期",
    "并": "购网",
    "还": "款贷",
    "更": "新换",
    "地": "方区市铁理下均",
    "中": "试小央国型药医高级外等介心关部期标",
    "和": "谐",
    "与": "会",
    "及": "时",
    "请": "求",
    "让": "利",
    "再": "生制造贷",
    "已": "",
    "均": "衡",
    "都": "市",
    "的": "",
    "目标": "",
    "使": "用",
    "把": "关",
    "即": "",
    "又": "",
    "也": "",
    "但": "",
    "且": "",
    "而": "",
    "了": "",
    "拟": "",
    "须": "",
    "只": "",
    "仅": "",
    "仍": "",
    "至": "",
}


def _opens_word(text: str, at: int, end: int) -> bool:
    return at + 1 < end and text[at + 1] in _OPENING.get(text[at], "")


_AREA_BASE = re.compile(r"(?:全[国市省县区州]|我[市省县区]|本[市省县区])$")


def pieces(text: str, start: int, end: int, dated: list[tuple[int, int]]) -> str:
    """The words of `[start, end)` without the dates in it, pieces joined by one space.

    >>> pieces("“科创贷”全年投放", 0, 9, [(5, 7)])
    '“科创贷” 投放'
    """
    parts, at = [], start
    for first, last in dated:
        if first >= at and last <= end:
            parts.append(text[at:first])
            at = last
    parts.append(text[at:end])
    return " ".join(p for p in (part.strip(" \t　，、。；：") for part in parts) if p)


def verb_before(text: str, start: int, at: int) -> int:
    """Where the verb (or the run of verbs) that ends at `at` begins; `at` if none does.

    >>> verb_before("市科技局派出", 0, 6)
    4
    """
    first = at
    if first > start and text[first - 1] == "了":
        first -= 1
    stop = first
    while first - 2 >= start and text[first - 2 : first] in lexicon.VERBS:
        first -= 2
    return first if first < stop else at


_OWNER_TAIL = re.compile(
    r"(?:局|厅|委|办|委员会|管委会|院|政府|公司|集团|部|中心|行|组|专班|大学|学院|高校|院校|单位|部门|县|区|市|州|乡镇|街道|处|科|所|站|协会|园区|工会|银行|机构|企业|办公室|党委|党组|财政)$"
)


def subject_before(text: str, start: int, end: int) -> int:
    """End of a written subject that opens `[start, end)` and is followed by its verb; `start` if none.

    >>> "市科技局派出2个"[subject_before("市科技局派出2个", 0, 6):]
    '派出2个'
    """
    for at in range(start + 2, min(end - 1, start + 24)):
        if text[at : at + 2] in lexicon.VERBS and _OWNER_TAIL.search(text[start:at]):
            longer = text[at : at + 2] in ("发展", "统计", "规划", "管理", "服务", "教育", "组织", "审计")
            if not longer:
                return at
    return start
