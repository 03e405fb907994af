"""Figures that are no targets (C16): terms of a policy, frequencies, sets, thresholds, attendance.

`termrules` says why as data, a rule a row; here the rules are tried, and what words alone cannot say.
"""

from __future__ import annotations

import re

from luodi.finding.clauses import Clause, Sentence
from luodi.finding.gates import Gates
from luodi.finding.memory import memory_of
from luodi.finding.quantities import Quantity
from luodi.finding.termrules import ALL, CLASS, GIVES, REFUSALS, Refusal, rule

_NEVER = frozenset(
    [
        "批",
        "轮",
        "步",
        "类",
        "级",
        "代",
        "节",
        "块",
        "片",
        "对",
        "期",
        "组",
        "班",
        "团",
        "站",
        "层",
        "头",
        "道",
    ]
)
_COUNT_CLASS = re.compile(r"(?:的)?(?:企业|团队|机构|规模|单位|活动|会议|村|社区)")
_APPLICANT = re.compile(
    r"(?:申报|申请|凡|享受|参与申报|推荐)[^，。；]{0,14}(?:应当|应|须|需|必须|具备|符合|的|条件)"
)
_REALISED = re.compile(
    r"兑现|发放|拨付|下达|已|累计|共(?!同|性)|去年|争取|到位|获得|安排|落实|筹措|筹集|设立|支出|投入|总额"
)
_FLOW = re.compile(
    r"(?:建成|新建|组建|引进|引育|培育|认定|新增|选派|派出|选聘|遴选|组织|举办|实施|转化|攻克|突破|攻关|完成|落地|布局|建设|创建|打造|成立|获批|立项|征集|促成|签约|储备|推出|发布|制定|出台|达到|超过|至少|不少于|支持|吸引|培养|孵化|新设|改造|开工|投用|启动|选树|开发|研发|推广|形成|培训|服务|保障|解决|引入|入选|获得|集聚|汇聚|招引|开展|办成|设立|申报|推荐|认证|开放|上线|打通|整合|对接|达成|挂牌|编制|梳理|摸排|争取|新获批|新认定|新培育|优选|优化|建|办|引|育|增|有)(?:了|不少于|不低于|至少|超过|约|近|出|各|好)*$"
)


# The rules for each kind of figure, in their order, what stands before it behind a gate.
_GATES = Gates()
_GATED = [(row, _GATES.add(row.before) if row.before is not None else None) for row in REFUSALS]
_BY_KIND = {kind: [pair for pair in _GATED if kind in pair[0].kinds] for kind in ALL.split()}
# How far around a figure its own words can reach.
WINDOW = 120


def refusal(text: str, sentence: Sentence, clause: Clause, q: Quantity) -> Refusal | None:
    """The rule by which a figure is no target, or None."""
    memory = memory_of(text)
    if memory is None:
        return _refusal(text, sentence, clause, q)
    key = ((q.start, q.end), (clause.start, clause.end), sentence.start)
    if key not in memory.refusals:
        memory.refusals[key] = _refusal(text, sentence, clause, q)
    return memory.refusals[key]


def _refusal(text: str, sentence: Sentence, clause: Clause, q: Quantity) -> Refusal | None:
    before = text[max(clause.start, q.start - WINDOW) : q.start]
    after = text[q.end : min(clause.end, q.end + WINDOW)]
    if q.kind == "time":
        return None if _is_span_goal(before, q) else _PERIOD
    if q.kind == "count" and q.unit in _NEVER and not _bounded(before, q):
        return _BATCH
    if (
        q.kind == "measure"
        and q.han
        and q.value <= 1
        and text[q.end : q.end + 1] not in ("，", "。", "、", "")
    ):
        return _SPEAKING
    if (
        q.kind == "count"
        and (q.han or q.value <= 1)
        and _way_of_speaking(before, _ITEM_END.split(after, maxsplit=1)[0], q)
    ):
        return _SPEAKING
    if _APPLICANT.match(text, sentence.start, min(clause.end, sentence.start + WINDOW)):
        return _CONDITION_RULE
    if clause.mark == "，" and q.end < clause.end and text[clause.end - 1] in "的时后":
        return _CONDITION_RULE
    if (
        q.kind == "money"
        and _CAPPED.fullmatch(before)
        and _GIVEN.search(text, max(sentence.start, clause.start - 4 * WINDOW), clause.start)
    ):
        return _CAP
    mask = _GATES.mask(before)
    for row, gate in _BY_KIND[q.kind]:
        if gate is not None and not gate.search(before, mask):
            continue
        if row.after is not None and not row.after.match(after):
            continue
        if row.name == "class threshold" and not _is_class(before, after, q):
            continue
        if row.name == "rank in a row" and q.unit != "位":
            continue
        if row.name == "size" and q.unit not in _SIZES:
            continue
        if row.name in ("grant", "per case") and _REALISED.search(before):
            continue
        if (
            row.name == "set of things"
            and (_FLOW.search(before) or (after[:2] == "单位" and "中" in after[:6]))
            and not _SLOGAN.match(after)
        ):
            continue
        if row.name == "set of things" and _AMONG.match(after):
            continue
        if row.name == "helper" and not (q.value <= 2):
            continue
        if row.name == "frequency" and not (
            q.unit in ("次", "场", "期", "批", "轮", "场次") or (q.value == 1 and "每年" not in before)
        ):
            continue
        return row
    if q.kind in ("count",) and q.unit in ("人", "名") and q.bound and _COUNT_CLASS.match(after):
        return _THRESHOLD
    if q.kind in ("money", "share", "measure") and q.bound in (">=", "<=") and _OF_A_CLASS.match(after):
        return _THRESHOLD
    return None


_ITEM_END = re.compile("[、（]")
_AMONG = re.compile(r"[^，。；、]{0,12}中(?:$|[，仍有已还尚])")
_OF_A_CLASS = re.compile(rf"[^，。；\d]{{0,8}}?{CLASS}")
_BOUND_BEFORE = re.compile(r"(?:不少于|不低于|至少|超过|突破|达到|举办|开办|组织|开展)[^，。；]*$")
_TOWARDS = re.compile(r"(?:^|[，要])对[^，]*$")
_AT_LEAST = re.compile(r"(?:至少|不少于|不低于|超过|(?<!自)由$|(?<!自)从$)[^，。；]{0,4}$")
_IN_SHORT = re.compile(r"(?:主要|大致|大体|无非|归纳|概括|我看)[^，。；]{0,4}$")
_HELD = re.compile(r"举办|开展|组织|召开|举行")
_SLOGAN = re.compile(
    r"(?:方面|领域|环节|维度|层面|坚持|统一|统筹|着力|聚焦|关系|原则|重点$|阶段|步骤|结合|必须|意识|自信|维护)"
)
# 给予15%的后补助，当年累计不超过100万元: the cap of what the clause before gives.
_CAPPED = re.compile(
    r"(?:且|但|最多|最高|每年|当年|全年|年度|三年|两年|五年|同一(?:企业|项目|单位)|每家(?:企业)?|累计|合计|原则上|单个(?:企业|项目)|补助|奖励|资助|支持|金额|额度)*(?:不超过|不得超过|不高于|封顶)"
)
_GIVEN = re.compile(rf"{GIVES}|按[^，。；]{{0,16}}[%％]")
_CAP = rule("cap", "money", term="cap")
# Units that a thing is described by; 50公里管网, 2万平方米厂房 are counted instead.
_SIZES = frozenset(("米", "厘米", "毫米", "微米", "纳米", "克", "升", "千瓦", "度电"))
_PERIOD = rule("period", "time", term="period")
_BATCH = rule("batch or class", "count")
_SPEAKING = rule("way of speaking", "count", cut=True)
_CONDITION_RULE = rule("condition", ALL)
_THRESHOLD = rule("class threshold", ALL)
_LIMIT = re.compile(
    r"(?:不低于|不少于|超过|不超过|至少|不足|不到|突破|达到|高于|低于|未达|不满|大于|小于|满|超|逾)$"
)


def _bounded(before: str, q: Quantity) -> bool:
    return q.bound is not None or _BOUND_BEFORE.search(before) is not None


def _is_class(before: str, after: str, q: Quantity) -> bool:
    """A threshold has a bound, or a 对 before it; 总投资2.4亿元的基地 has neither."""
    if q.kind == "share" and after.startswith("的") and not q.bound and not _LIMIT.search(before):
        return False
    return bool(q.bound in (">=", "<=") or _LIMIT.search(before) or _TOWARDS.search(before))


_SPAN_WORD = re.compile(
    r"(?:时限|时间|周期|工期|时长)[^，。；]*(?:由|从|压缩|缩短|压减|控制|减少|降)[^，。；]*$"
)


def _is_span_goal(before: str, q: Quantity) -> bool:
    return (
        q.unit not in ("年", "月", "日", "号", "届", "岁", "周年", "学年")
        and _SPAN_WORD.search(before) is not None
    )


_FLOW_WITHIN = re.compile(
    r"建成|新建|组建|引进|培育|认定|新增|选派|遴选|举办|完成|落地|建设|创建|打造|成立|获批|制定|出台|发布|设立"
)


def _way_of_speaking(before: str, after: str, q: Quantity) -> bool:
    """一批, 一次, 两张牌, 三个坚持: Han numerals count only after a verb that makes things, or bounded."""
    if _AT_LEAST.search(before) or q.bound in (
        ">=",
        "<=",
    ):
        return q.unit in ("次", "场") and q.value <= 1 and not before
    if q.value <= 1:
        if q.han or q.unit in ("次", "场", "名", "份", "套"):
            return True
        return bool(after and not _FLOW.search(before))
    if not after.strip():  # 布设边缘计算站十八座; not 跑了四趟, 说了三次
        if _IN_SHORT.search(before):
            return True
        if q.value == 2 and not _FLOW_WITHIN.search(before):
            return True
        if q.unit in ("次", "场") and not _HELD.search(before):
            return True
        return len(before) < 2 or before[-1] in "第这那前后每各的了"
    return q.unit not in (
        "家",
        "个",
        "项",
        "名",
        "处",
        "座",
        "件",
        "所",
        "台",
        "套",
        "支",
        "人",
        "户",
        "款",
        "种",
        "次",
        "场",
    ) or not _FLOW.search(before)
