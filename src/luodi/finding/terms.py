"""Figures that are no targets (C16): terms of a policy, frequencies, sets, thresholds, attendance.

Each rule is named data: the kinds of figure it looks at, what stands before it in its clause,
what stands behind. A rule with a `term` also makes a policy term of the figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luodi.finding.clauses import Clause, Sentence
from luodi.finding.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a figure is no target. `before` is searched in the clause up to the figure, `after` matched."""

    name: str
    kinds: frozenset[str]
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    term: str | None = None
    cut: bool = False  # the figure's words are left out of the indicator around it


def _rule(
    name: str, kinds: str, before: str = "", after: str = "", term: str | None = None, cut: bool = False
) -> Refusal:
    return Refusal(
        name,
        frozenset(kinds.split()),
        re.compile(before) if before else None,
        re.compile(after) if after else None,
        term,
        cut,
    )


_SUMS = "money share points measure times"
_ALL = "count money share times measure points rank top double zero"
_GRANTED = r"(?:奖励|补助|补贴|资助|支持|经费|资金|奖金|奖补|配套|贴息|安家|生活|建设|一次性|的|租房|运行|购房|科研|等)"
GIVES = (
    r"(?:给予|予以|奖励|资助|补助|补贴|奖补|贴息|奖给|发给|享受|减免|返还|补足|配套|支持|抵扣|补偿|报销|代偿)"
)
_CLASS = r"(?:企业|项目|单位|机构|平台|人才|团队|产品|园区|公司|工业|规上|规模以上|重大|事项|区域|县|乡镇|人员|主体|设备|合同|成果|基金|贷款|活动|工程|高校|医院)"
_SETS = (
    r"(?:方面|领域|环节|维度|部门|层面|县|市(?!场|级)|区(?!域)|州|乡镇|街道|季度|阶段|步骤|议题|专题|关系|原则|坚持|统一|统筹|着力|聚焦|"
    r"关键|成员单位|单位|地区|城市|省|产业链|主导产业|产业(?!联盟|园|基地|集群|项目)|指标|月|专班|小组|工作组|任务|问题|意见|条件|要素|体系|关口|"
    r"重点(?!项目|实验室|企业|平台)|重要|目标|方向|行动|子|层次|维|类别|措施|举措|条款|行业|职能|牵头|先行|必须|结合|认同|自信|维护|意识|典型问题)"
)

# In order; the first that fits names the reason.
REFUSALS: tuple[Refusal, ...] = (
    # 每10万人, 每5家: a denominator
    _rule("denominator", _ALL, before=r"每$"),
    # 连续两次, 连续3批
    _rule("in a row", "count", before=r"连续$"),
    # 单个项目最高300万元, 单户企业每年不超过200万元, 每人每月3000元
    _rule(
        "per case",
        _SUMS,
        before=r"(?:单[个户项家笔套台](?!位)|每(?:家|户|人|名|项|件|篇|平方米|台|套|个(?!县|区|市|乡))|每月|每年(?:每|最高|不超过|最多)|按每|人均补|同一(?:企业|项目|单位))[^，。；]*$",
        term="cap",
    ),
    # 按研发费用增量的8%给予补助, 按实际租金的50%
    _rule("share of a base", "share times", before=r"按(?!期|时|月|季|年|计划)[^，。；]*$", term="rate"),
    # 给予一次性奖励20万元, 给予最高100万元安家补助
    _rule("grant", "money share", before=r"(?:给予|予以(?!保障)|享受|补足)[^，。；]*$", term="amount"),
    _rule(
        "grant",
        "money share",
        before=rf"(?:的|，|对[^，。；]*|分别|一次性|再|可|享){GIVES}(?:{_GRANTED}|个人|最高|每年|不超过|分别|人民币|每家)*$",
        term="amount",
    ),
    _rule(
        "grant",
        "money share",
        before=rf"^(?:一次性|再|最高|分别|每年|可)*{GIVES}(?:{_GRANTED}|个人|最高|每年|不超过|分别|人民币|每家)*$",
        term="amount",
    ),
    # 最高300万元, 补贴上限80万元, 额度最高1000万元, 期限最长3年
    _rule(
        "cap",
        _SUMS,
        before=r"(?:最高|上限|下限|满分|封顶|限额|最多|最低|最长)(?:不超过|可达|可|达|为|调整为|提高到|提高至|由|至|到|按)*$",
        term="cap",
    ),
    _rule("cap", _SUMS, before=r"(?:上限|最高额度|限额)[^，。；]{0,4}由[^，。；]*$", term="cap"),
    # 贷款利率不超过…加50个基点
    _rule("interest", "points share", before=r"利率[^，。；]*$|加$", after=r"(?=)", term="rate"),
    # 营收5000万元以上工业企业, 数据波动超过30%的企业, 1亿元以上项目
    _rule(
        "class threshold",
        "money share measure points time",
        before=r"",
        after=rf"(?:的(?:[^，。；\d]{{0,16}}?{_CLASS}|\d)|(?:且|或|及|并|和)[^，。；]*的)",
    ),
    # 对无研发投入的31家企业逐一会诊, 对4项滞后任务逐项核实
    _rule(
        "set dealt with",
        "count money share",
        before=r"(?<![针面核应绝相反])对(?!外|接|口|标|比)[^，。；]*$",
        after=r"(?!以上|左右|，|。|；)[^，。；、]",
        cut=True,
    ),
    # 每月1场, 每季度2次
    _rule(
        "frequency",
        "count",
        before=r"(?:每|按)(?:隔)?(?:年|半年|季度?|[两双]?个?月|周|[一二两三四五六七八九十\d]+个?[月天周年]|半个?月|旬)[^，。；]*$",
    ),
    # 6家单位先后发言, 20家以上企业参加
    _rule(
        "attendance",
        "count",
        after=r"[^，。；]{0,40}?(?:发言|参加|参会|出席|参展|到会|列席|观摩|陪同|参观|座谈|作交流|典型交流)",
        cut=True,
    ),
    # 海拔650米, 距离3公里: where something lies; 加3分, 扣2分: a rule of scoring
    _rule("place", "measure", before=r"(?:海拔|距离?|相距|每亩|直径|长度?|宽|深|高度)(?:约|为|达)?$"),
    _rule("rule of scoring", "points", before=r"(?:加|扣|计|得|减|满)(?:不超过|最多|最高)?$"),
    # 若回收率超过七成: a supposition
    _rule("supposition", _ALL, before=r"(?:^|，)(?:若|如果|假如|假设|即使)"),
    # 用一半奖金, 拿出三成
    _rule("part spent", "share", before=r"(?:用|拿|把)$"),
    # 1名联络员
    _rule(
        "helper",
        "count",
        after=r"[^，。；、]{0,12}(?:联络员|负责人|专员|联系人|工作人员|领导(?!小组)|干部|信息员|分管)",
    ),
    # 4个方面, 三条产业链, 18项指标, 7个县（市、区）
    _rule("set of things", "count", after=_SETS, cut=True),
    # 本办法有3条, 第2类
    _rule("part of a paper", "count", after=r"(?:款|附件|章|节)"),
)
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
_CONDITION = re.compile(r"(?:的|时|后)$")
_COUNT_CLASS = re.compile(r"(?:的)?(?:企业|团队|机构|规模|单位|活动|会议|村|社区)")
_APPLICANT = re.compile(
    r"^(?:申报|申请|凡|享受|参与申报|推荐)[^，。；]{0,14}(?:应当|应|须|需|必须|具备|符合|的|条件)"
)
_REALISED = re.compile(
    r"兑现|发放|拨付|下达|已|累计|共(?!同|性)|去年|争取|到位|获得|安排|落实|筹措|筹集|设立|支出|投入|总额"
)
_FLOW = re.compile(
    r"(?:建成|新建|组建|引进|引育|培育|认定|新增|选派|派出|选聘|遴选|组织|举办|实施|转化|攻克|突破|攻关|完成|落地|布局|建设|创建|打造|成立|获批|立项|征集|促成|签约|储备|推出|发布|制定|出台|达到|超过|至少|不少于|支持|吸引|培养|孵化|新设|改造|开工|投用|启动|选树|开发|研发|推广|形成|培训|服务|保障|解决|引入|入选|获得|集聚|汇聚|招引|开展|办成|设立|申报|推荐|认证|开放|上线|打通|整合|对接|达成|挂牌|编制|梳理|摸排|争取|新获批|新认定|新培育|优选|优化|建|办|引|育|增|有)(?:了|不少于|不低于|至少|超过|约|近|出|各|好)*$"
)


# How far around a figure its own words can reach.
WINDOW = 120


def refusal(text: str, sentence: Sentence, clause: Clause, q: Quantity) -> Refusal | None:
    """The rule by which a figure is no target, or None."""
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
        and _way_of_speaking(before, re.split("[、（]", after)[0], q)
    ):
        return _SPEAKING
    if _APPLICANT.search(text[sentence.start : clause.end]):
        return _CONDITION_RULE
    if clause.mark == "，" and _CONDITION.search(text[clause.start : clause.end]) and q.end < clause.end:
        return _CONDITION_RULE
    for rule in REFUSALS:
        if q.kind not in rule.kinds:
            continue
        if rule.before is not None and not rule.before.search(before):
            continue
        if rule.after is not None and not rule.after.match(after):
            continue
        if rule.name == "class threshold" and not _is_class(before, after, q):
            continue
        if rule.name in ("grant", "per case") and _REALISED.search(before):
            continue
        if (
            rule.name == "set of things"
            and (_FLOW.search(before) or (after[:2] == "单位" and "中" in after[:6]))
            and not _SLOGAN.match(after)
        ):
            continue
        if rule.name == "set of things" and re.match(r"[^，。；、]{0,12}中(?:$|[，仍有已还尚])", after):
            continue
        if rule.name == "helper" and not (q.value <= 2):
            continue
        if rule.name == "frequency" and not (
            q.unit in ("次", "场", "期", "批", "轮", "场次") or (q.value == 1 and "每年" not in before)
        ):
            continue
        return rule
    if q.kind in ("count",) and q.unit in ("人", "名") and q.bound and _COUNT_CLASS.match(after):
        return _THRESHOLD
    if (
        q.kind in ("money", "share", "measure")
        and q.bound in (">=", "<=")
        and re.match(rf"[^，。；\d]{{0,8}}?{_CLASS}", after)
    ):
        return _THRESHOLD
    return None


_SLOGAN = re.compile(
    r"(?:方面|领域|环节|维度|层面|坚持|统一|统筹|着力|聚焦|关系|原则|重点$|阶段|步骤|结合|必须|意识|自信|维护)"
)
_PERIOD = _rule("period", "time", term="period")
_BATCH = _rule("batch or class", "count")
_SPEAKING = _rule("way of speaking", "count", cut=True)
_CONDITION_RULE = _rule("condition", _ALL)
_THRESHOLD = _rule("class threshold", _ALL)
_LIMIT = re.compile(
    r"(?:不低于|不少于|超过|不超过|至少|不足|不到|突破|达到|高于|低于|未达|不满|大于|小于|满|超|逾)$"
)


def _bounded(before: str, q: Quantity) -> bool:
    return (
        q.bound is not None
        or re.search(r"(?:不少于|不低于|至少|超过|突破|达到|举办|开办|组织|开展)[^，。；]*$", before)
        is not None
    )


def _is_class(before: str, after: str, q: Quantity) -> bool:
    """A threshold has a bound, or a 对 before it; 总投资2.4亿元的基地 has neither."""
    if q.kind == "share" and after.startswith("的") and not q.bound and not _LIMIT.search(before):
        return False
    return bool(
        q.bound in (">=", "<=") or _LIMIT.search(before) or re.search(r"(?:^|[，要])对[^，]*$", before)
    )


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
    if re.search(r"(?:至少|不少于|不低于|超过|(?<!自)由|(?<!自)从)[^，。；]{0,4}$", before) or q.bound in (
        ">=",
        "<=",
    ):
        return q.unit in ("次", "场") and q.value <= 1 and not before
    if q.value <= 1:
        if q.han or q.unit in ("次", "场", "名", "份", "套"):
            return True
        return bool(after and not _FLOW.search(before))
    if not after.strip():  # 布设边缘计算站十八座; not 跑了四趟, 说了三次
        if q.value == 2 and not _FLOW_WITHIN.search(before):
            return True
        if q.unit in ("次", "场") and not re.search(r"举办|开展|组织|召开|举行", before):
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
