"""The words between an indicator and its figure, and those an indicator does not begin with.

Looked up by slices from the figure leftwards, never searched for with long alternations.
"""

from __future__ import annotations


def _table(**words: str) -> dict[str, str]:
    return {word: role for role, row in words.items() for word in row.split()}


# Linking words by what they say of the figure.
LINKS = _table(
    # a level reached: 达到, 提高到, 占
    level="""独占 各占 达到 为 是 有 占 占到 到 至 在 仅为 保持在 稳定在 维持在 控制在 提高到 提升到
    提升至 提高至 增加到 增加至 增长到 增长至 增至 增到 扩大到 扩大至 拓展到 拓展至 上升到 上升至
    升至 升到 发展到 发展至 达成 压减到 压减至 降到 降至 降低到 降低至 下降到 下降至 压缩到 压缩至
    压缩为 缩短至 缩短到 缩短为 减少到 减少至 跃升至 跃居 位居 位列 居 列 进入 跻身 稳居 攀升至
    调整为 调整到 恢复到 优化到 保有量达到 同为 计 实有 余额为 总额为 升为 列为 扩大为""",
    # words of manner and time that say nothing of the bound
    adverb="""首批 第一批 达 至少 同比 环比 年均 平均 平均每年 分别 仅 只 仍 还 已 均 都 共 总共 合计 共计 总计 力争 争取
    确保 实现 了 再 也 就 才 就有 仍有 尚有 还有 只有 共有 已有 约有 现有 已经 要 应 将 须 应当
    必须 努力 的 各 每年 较快 再次 首次 预计 预计将 计划 有望 全部 基本 已累计 持续 稳步 累计 直接
    成功 一共 总数 或 可 比 较 不断 进一步 总量 全年 年内""",
    # at least
    ge="""不低于 不少于 不小于 不下 不下于 超过 超 突破 最少 高于 多于 大于 逾 达到或超过 不得低于
    不得少于 应不低于 应不少于 跨越 迈上""",
    # growth
    up="""高出 增长 增加 提高 提升 上升 净增 净增加 净增长 增 扩大 前移 上移 高 多 增幅 增幅达 增速
    增速达 增幅为 增速为 多出 提前 进位 攀升 翻 涨 加快 提升了 增长了""",
    # at most
    le="""不超过 不高于 不多于 不大于 低于 少于 不足 不到 小于 以内 至多 最多 不得超过 不得高于 未达 未到
    不满 不突破 压降至不超过""",
    # about
    about="""不过 约 大约 近 将近 接近 约为 约占 大致 基本达到""",
    # decline
    down="""下降 减少 降低 降 压减 下滑 回落 缩短 低 少 后移 下移 减 降幅 压缩 精简 压降 滑落 负增长 下跌
    缩减 退后 后退 降幅达""",
    # a cap that applies case by case
    cap="""最高 最高不超过 最多不超过 上限 上限为 上限由 封顶 最高可达 最高可 最高达 最长 最长不超过
    额度最高 限额 最低""",
)
LONGEST_LINK = max(map(len, LINKS))
# Links that may also be the end of an indicator's own name: 增速, 总数.
NAMES = frozenset(("增幅", "增速", "总数", "总量", "降幅", "累计"))
# Characters before a short link that make it the tail of a longer word: 行为, 所有, 提高.
INSIDE = {
    "为": "行作成认称名因以更",
    "是": "但只特就于",
    "有": "所拥国共私享具没含保占",
    "在": "现存所",
    "达": "发表通",
    "增": "新倍激",
    "高": "最提",
    "低": "最",
    "多": "最众",
    "少": "最减",
    "近": "附最",
    "至": "甚",
    "的": "目",
    "可": "许认",
    "要": "主重需只",
    "应": "供响相反效",
    "共": "公",
    "比": "占对同环",
    "较": "比",
    "约": "节预签合履",
    "列": "系序排",
    "均": "人户年平日月",
    "都": "首",
    "计": "统设会审预合总共累",
    "就": "成",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Connectives, area words, adverbs and aspect words an indicator does not begin with.
LEADS = _words(
    """一期 二期 三期 与 且 中 为 也 了 于 仅 仍 从 以 但 使 共 再 到 即 又 及 只 可 各 和 在 地 均 将 已 并 应 把 拟
    是 更 有 由 的 而 至 要 让 请 还 都 需 须 一年 一是 以后 今后 此后 他们 她们 它们 三是 下步 不断 也将 争取 二是 五是 今年
    仍有 从而 以及 以来 促进 先后 全力 全区 全县 全州 全市 全年 全旗 全盟 全省 共有 其中 其次 分别
    切实 力争 力求 加快 务必 努力 去年 另外 只有 同时 同期 同比 四是 因此 园区 均要 大力 大家 实现
    对标 已经 平均 年内 并将 建议 当前 必须 总共 成功 我们 我区 我厅 我县 我委 我局 我州 我市 我省
    我院 持续 推动 明年 最后 有力 期间 本区 本县 本市 本年 本省 此外 每年 目前 目标 直接 着力
    确保 积极 稳步 至少 计划 还有 进而 间接 预期 预计 首先 一年来 上半年 下一步 下半年 主要是
    全区共 全县共 全市共 全省共 尤其是 带动了 特别是 近年来 这些年 进一步 今年以来 截至目前"""
)
# Characters behind a one-character lead that make it the head of a longer word: 有效, 在孵, 从业.
OPENING = {
    "有": "效研机创色",
    "在": "孵校建研外线读册",
    "从": "业事",
    "以": "上下",
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
    "均": "衡",
    "都": "市",
    "使": "用",
    "把": "关",
}
