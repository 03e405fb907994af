"""What a clause is, before it is asked who must do it: named patterns, one meaning each.

Everything here looks at one clause (no ， inside). The task walk asks them in order; each says
by its name why a clause is left out or joined to its neighbour, with the ruling it follows.
"""

from __future__ import annotations

import re

# 同时, 此外, 一是 … before the clause proper; they say nothing of the work. 并 is one of them.
CONNECTIVE = re.compile(
    r"(?:同时|此外|另外|其次|首先|最后|再次|特别是|尤其是|并且|而且|以及|对此|为此|因此|下一步|接下来|今后|会后|与此同时|在此基础上|并|且|再|还|也|其中(?!\D{0,6}\d))(?:[，,]|(?=[^，]))"
    r"|(?:第?[一二三四五六七八九十]+(?:是|要(?=[一-龥]{2}))|第[一二三四五六七八九十]+)[，、]?"
    r"|（[一二三四五六七八九十\d]+）|[①-⑳]|\d{1,2}[.．、)）](?!\d)"
)
# 会议强调, 他指出, 张祥安在讲话中要求: who says it; the verb says how binding it is.
SAYS = re.compile(
    r"^(?:会议|他|她|他们|大会|通知|方案|全会|座谈会|[一-龥]{2,4}|[一-龥]{2,8}(?:书记|市长|省长|县长|区长|主任|局长|厅长|部长|秘书长|同志))"
    r"(?:在讲话中|在会上|在总结时|在调研中|在座谈(?:会上|时|中))?(?:还|最后|同时|并|进一步|特别|着重|明确|就[^，]{1,30})?"
    r"(?P<verb>强调|指出|要求|提出|认为|明确|决定|议定|表示|希望|号召|说|确定|部署|研究决定|商定|同意|原则同意)(?:了?(?:以下|如下)[^，：]{0,12})?$"
)
BINDING = frozenset("强调 要求 明确 决定 议定 指出 提出 号召 希望 确定 部署 研究决定 商定".split())
DECIDES = frozenset("议定 决定 明确 要求 确定 商定 研究决定".split())
# 会议议定：, 现就有关事项通知如下：, 提出如下要求：
LEAD_IN = re.compile(r"(?:如下|以下|议定|决定|要求|明确|事项|工作|任务|意见|安排|强调|指出|通知|措施|要做到|抓好|做好)(?:[一-龥]{0,6})?$")
# X要抓好以下工作： gives its owner to the items under it (C11)
LEAD_OWNER = re.compile(r"(?:以下|下列|如下)[^，。]{0,10}$")

# What was done, not what is to be done (C8 past acts).
PAST = re.compile(
    r"(?<![为除])了(?![解却])|已(?:经|完成|建|达|有|于|累计|全部|印发|形成|实现|报|启动|开工|投|落|签|认|培|纳|审|入|超|由)|近年来|以来(?=[，、]|$)|去年|上年|前三季度|一年来|过去|取得(?:了|明显|显著|积极|良好|新的?成|阶段)|截至|目前|曾|"
    r"(?:成效|成绩)(?:明显|显著|值得)|同比(?:增|提|下|减)|较(?:上年|去年)(?:同期)?(?:增|提|下|减)|分别为|仅为|位居|位列|累计(?:完成|实现|投放|兑现|达)|圆满|刚才|讲得"
)
PAST_YEAR = re.compile(r"(20\d\d)年(?!度?[^，。]{0,12}(?:名单|政策|计划|方案|项目|标准|数据))")
COPULA = re.compile(r"(?<![但可还就只又若要凡总老硬])是(?![否]|不是)|不仅|而是|意味着|在于|有的|说明|表明|意义重大|正当其时|任重道远")
# Closing provisions (C8): when it applies, who explains it.
CLOSING = re.compile(
    r"自.{0,24}(?:起)?(?:施行|实施|执行|生效)(?:[，。]|$)|有效期|负责解释|不一致的|就高不|不再执行|同时废止|以本[^，]{1,8}为准|未尽事宜|从其规定|解释权|第一位的?为牵头|列首位"
)
# What a meeting or a plan is for (C8).
PURPOSE = re.compile(
    r"^(?:为|为了|根据|按照|依据|经)[^，]{0,80}(?:，[^，]{0,60}){0,4}(?:制定|印发|提出)(?:本|如下|以下|此)|制定(?:本|如下)(?:方案|措施|办法|意见|细则|计划|规定|清单)|现(?:将|就|印发)[^，]*(?:如下|给你们|印发|通报|通知|公布)"
)
# What somebody wishes upward, or a firm asks for (C8).
REQUEST = re.compile(r"^(?:建议|恳请|请示|希望(?:政府|上级|省|国家|有关部门|市委|市政府|能)|呼吁|提请(?:市|省)(?:委|政府)(?:研究|批准|审定)$|妥否|当否|请予|请审|请批)")
# 让…, 使…: the result of the task before (C8).
RESULT = re.compile(r"^(?:让|使|使得|以便|从而|真正让|切实让|有效|以此)(?=[^，]{2,})|^(?:真正)?(?:让|使)")
SLOGAN = re.compile(r"一分部署|九分落实|空谈误国|没有完成时|只有进行时|时代的?召唤|同志们|谢谢大家|让我们|一起向未来")
# A cap, a rate or a period on its own: policy terms (C8, C16).
TERM = re.compile(
    r"^(?:[^，]{0,24}?)(?:最高(?:不超过|可达|支持|给予|补助|奖励)?|不超过|上限(?:为)?|封顶|最长|原则上不(?:超过|低于)|连续(?:发放|支持|补助|奖励)|补助期限|有效期|累计不超过)[^，]{0,20}(?:元|年|%|倍|个月|个基点|万元)[^，]{0,6}$"
)
# A clause that only counts what the clause before does (C6).
COUNTS = re.compile(
    r"^(?:(?:总)?数量|人数|总数|总量|规模|其中(?:省级|国家级|市级|县级|海外|企业|青年|规上)?|每(?:批|次|期|场|个|家|县|区|市|所|年|轮)|各)?[^，\d率占比重]{0,8}?(?:不少于|不低于|不超过|达到?|不得少于|至少|原则上不少于)?\s*(?:\d+|[一二三四五六七八九十两]+)(?:至\d+)?(?:万)?(?:[个家项名次场件人所台套户]|平方米)(?:以上|以内|左右)?$"
)
OWN_INDICATOR = re.compile(r"率|占比|比重|增速|比例|得分|强度")

# Clauses that only say how: they belong to the main verb they modify.
HOW = re.compile(
    r"^(?:(?:紧紧|牢牢|重点|着力|更加|始终|充分|科学|认真|严格|切实)*)(?:聚焦|围绕|通过|按照?|根据|结合|依托|针对|面向|对照|立足|瞄准|紧盯|紧扣|锚定|依据|本着|遵循|借助|借鉴|鉴于|随着|经过|经|利用|对标|参照|比照|沿着|着眼|以|在|从|由|于|自|就|为|与|同|向|对|对于|关于|把握|凭借|采取|发挥)"
)
HOW_END = re.compile(
    r"(?:为(?:抓手|契机|牵引|目标|重点|核心|导向|统领|主线|引领|载体|依托|支撑|突破口|基础|主体|纽带|着力点|切入点|总抓手|中心|牵头单位|准|主|统揽|指引|遵循)|方面|领域|要求|原则|基础上|过程中|的?前提下|情况下|背景下|指导下|领导下|思路|的?方式|精神|等(?:方式|途径|形式|手段|渠道)|方针|分工|职责|部署|时|后|期间|中|上|下|内|起|机遇|优势)$"
)
# 对首次认定的企业，…  企业购买成果的，… : the clause before its act (C1)
CONDITION_END = re.compile(r"的$|(?:的)[^，、的]{2,20}(?:企业|单位|项目|平台|机构|中心|团队|人才|个人|产品|实验室|基地|园区|县区|科研院所|高校|地区|任务|事项|问题|难题|杂症|贷款|合同|成果|站|人员)$")
CONDITION_HEAD = re.compile(r"^(?:对|对于|凡|针对|如|若|对经|在[^，]*的)")

# Verbs that are nouns as often as not: inside a clause they prove nothing.
NOUNISH = frozenset(
    "创新 建设 发展 服务 管理 合作 投资 研发 生产 应用 转化 融合 转型 升级 改革 规划 计划 设计 评价 评估 考核 监管 监督 申报 认定 奖励 研究 工作 组织 更新 改造 "
    "检测 测试 验证 交流 培训 教育 宣传 保护 治理 储备 输出 输送 利用 传承 审计 统计 调查 调研 试点 试验 培育 孵化 引领 支撑 保障 突破 攻坚 攻克 补助 补贴 贷款 担保 贴息 "
    "采购 审批 验收 备案 登记 报告 运行 运营 经营 开发 实施 协同 配套 联系 联动 共享 共建 指导 评审 招商 引资 揭榜 挂牌 推广 推介 展示 布局 部门 统筹 规范 综合 重点 突出 "
    "集成 技术 转移 存入 增加 增长 提升 提质 优化 对接 配合 支持 投入 认领 需求 出资 入库 入驻 流动 招聘 整治 抢占 通报 公告 帮扶 督查 督办 督导 督促 调度 讲解 路演 赛马 升级 扩大 集聚 参与 申请 运用 审核 审查 检查 安排 落地 落户 示范 承接 承担 分析 分配 消费 部署".split()
)
_MAIN_ANYWAY = frozenset("部署 布局 支撑 培育 推广 配套 统筹 开发 引领 提升 优化 扩大 增加".split())


def main_verb(text: str, start: int, end: int, verbs: frozenset[str], skip_first: bool = False) -> int | None:
    """Where a main verb with something to act on stands in `[start, end)`, outside quotes."""
    at, depth, first = start, 0, skip_first
    while at < end - 1:
        char = text[at]
        if char in "（《“〈":
            depth += 1
        elif char in "）》”〉":
            depth = max(0, depth - 1)
        elif not depth:
            word = text[at : at + 2]
            if word in verbs and (word not in NOUNISH or (word in _MAIN_ANYWAY and end - at >= 5 and text[at + 2] not in "等、的和与及方")):
                if not first:
                    return at
                first = False
                at += 2
                continue
        at += 1
    return None
