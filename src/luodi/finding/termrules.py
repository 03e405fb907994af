"""Why a figure is no target (C16), as data: one rule a row, each named.

A rule says the kinds of figure it looks at, what stands before the figure in its clause, and what
stands behind. A rule with a `term` also makes a policy term of the figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a figure is no target. `before` is searched in the clause up to the figure, `after` matched."""

    name: str
    kinds: frozenset[str]
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    term: str | None = None
    cut: bool = False  # the figure's words are left out of the indicator around it


def rule(
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
ALL = "count money share times measure points rank top double zero"
_GRANTED = r"(?:奖励|补助|补贴|资助|支持|经费|资金|奖金|奖补|配套|贴息|安家|生活|建设|一次性|的|租房|运行|购房|科研|等)"
GIVES = (
    r"(?:给予|予以|奖励|资助|补助|补贴|奖补|贴息|奖给|发给|享受|减免|返还|补足|配套|支持|抵扣|补偿|报销|代偿)"
)
CLASS = r"(?:企业|项目|单位|机构|平台|人才|团队|产品|园区|公司|工业|规上|规模以上|重大|事项|区域|县|乡镇|人员|主体|设备|合同|成果|基金|贷款|活动|工程|高校|医院)"
_SETS = (
    r"(?:方面|领域|环节|维度|部门|层面|县|市(?!场|级)|区(?!域)|州|乡镇|街道|季度|阶段|步骤|议题|专题|关系|原则|坚持|统一|统筹|着力|聚焦|"
    r"关键|成员单位|单位|地区|城市|省|产业链|主导产业|产业(?!联盟|园|基地|集群|项目)|指标|月|专班|小组|工作组|任务|问题|意见|条件|要素|体系|关口|"
    r"重点(?!项目|实验室|企业|平台)|重要|目标|方向|行动|子|层次|维|类别|措施|举措|条款|行业|职能|牵头|先行|必须|结合|认同|自信|维护|意识|典型问题)"
)

# In order; the first that fits names the reason.
REFUSALS: tuple[Refusal, ...] = (
    # 每10万人, 每5家: a denominator
    rule("denominator", ALL, before=r"每$"),
    # 每增加1项, 每服务10家以上中小企业，追加…: the step of a rule
    rule(
        "step of a rule",
        ALL,
        before=r"每(?:新)?(?:增加|增长|减少|下降|提高|上升|降低|新增|超过|超|逾期|延期|引进|培育|服务|转化|完成|认定|孵化|举办|促成|签约|吸纳|招引|高于|低于|多|少|升|降|增|减)(?:不少于|满|达到|达|至少)?[^，。；\d]{0,8}$",
    ),
    # 权重不低于3%, 扣分值由2分: how something is weighed
    rule("weight", "share points", before=r"(?:权重|分值|扣分|加分|计分)[^，。；、]{0,16}$"),
    # 向22个集体、58名个人颁奖: who is honoured, not what is made
    rule("set dealt with", "count", before=r"(?:^|，)(?:向|授予)(?:\d+[个名家项][^，。；]*)?$"),
    # 连续两次, 连续3批
    rule("in a row", "count", before=r"连续$"),
    # 单个项目最高300万元, 单户企业每年不超过200万元, 每人每月3000元
    rule(
        "per case",
        _SUMS,
        before=r"(?:单[个户项家笔套台](?!位)|每(?:家|户|人|名|项|件|篇|平方米|台|套|个(?!县|区|市|乡))|每月|每年(?:每|最高|不超过|最多)|按每|人均补|同一(?:企业|项目|单位))[^，。；]*$",
        term="cap",
    ),
    # 按研发费用增量的8%给予补助, 按实际租金的50%
    rule("share of a base", "share times", before=r"按(?!期|时|月|季|年|计划)[^，。；]*$", term="rate"),
    # 给予一次性奖励20万元, 给予最高100万元安家补助
    rule("grant", "money share", before=r"(?:给予|予以(?!保障)|享受|补足)[^，。；]*$", term="amount"),
    rule(
        "grant",
        "money share",
        before=rf"(?:的|，|对[^，。；]*|分别|一次性|再|可|享){GIVES}(?:{_GRANTED}|个人|最高|每年|不超过|分别|人民币|每家)*$",
        term="amount",
    ),
    rule(
        "grant",
        "money share",
        before=rf"^(?:一次性|再|最高|分别|每年|可)*{GIVES}(?:{_GRANTED}|个人|最高|每年|不超过|分别|人民币|每家)*$",
        term="amount",
    ),
    # 最高300万元, 补贴上限80万元, 额度最高1000万元, 期限最长3年
    rule(
        "cap",
        _SUMS,
        before=r"(?:最高|上限|下限|满分|封顶|限额|最多|最低|最长)(?:不超过|可达|可|达|为|调整为|提高到|提高至|由|至|到|按)*$",
        term="cap",
    ),
    rule("cap", _SUMS, before=r"(?:上限|最高额度|限额)[^，。；]{0,4}由[^，。；]*$", term="cap"),
    # 各奖励20万元, 追加补助10万元, 另给五千元, 核减资金比例5%, 首笔拨付比例为五成
    rule(
        "grant",
        "money share",
        before=rf"(?:^|各|再|另|另外|追加|叠加|额外|每家|每项|，)(?:各|再|另|追加|叠加|额外|一次性)*(?:{GIVES}|奖|补|拨)(?:{_GRANTED}|性|比例|为|最高|每年|不超过|分别|人民币|每家)*$",
        term="amount",
    ),
    rule("share of a grant", "share", before=r"(?:核减|扣减|扣回|追回)[^，。；]{0,10}$", term="rate"),
    # 补助标准由5万元提高到8万元, 资助额度不超过…的四成
    rule(
        "grant",
        "share money",
        before=r"(?:补助|补贴|奖励|资助|奖补|支持|补偿|贴息|减免|赔付|代偿)(?:资金)?(?:标准|比例|额度|强度|限额|费率)[^，。；]{0,16}$",
        term="rate",
    ),
    # 贷款利率不超过…加50个基点
    rule("interest", "points share", before=r"利率[^，。；]*$|加$", after=r"(?=)", term="rate"),
    # 营收5000万元以上工业企业, 数据波动超过30%的企业, 1亿元以上项目
    rule(
        "class threshold",
        "money share measure points time",
        before=r"",
        after=rf"(?:的(?:[^，。；\d]{{0,16}}?{CLASS}|\d)|(?:且|或|及|并|和)[^，。；]*的)",
    ),
    # 对无研发投入的31家企业逐一会诊, 对4项滞后任务逐项核实
    rule(
        "set dealt with",
        "count money share",
        before=r"(?<![针面核应绝相反])对(?!外|接|口|标|比)[^，。；]*$",
        after=r"(?!以上|左右|，|。|；)[^，。；、]",
        cut=True,
    ),
    # 每月1场, 每季度2次
    rule(
        "frequency",
        "count",
        before=r"(?:每|按)(?:隔)?(?:年|半年|季度?|[两双]?个?月|周|[一二两三四五六七八九十\d]+个?[月天周年]|半个?月|旬)[^，。；]*$",
    ),
    # 6家单位先后发言, 20家以上企业参加
    rule(
        "attendance",
        "count",
        after=r"[^，。；]{0,40}?(?:发言|参加|参会|出席|参展|到会|列席|观摩|陪同|参观|座谈|作交流|典型交流)",
        cut=True,
    ),
    # 海拔650米, 距离3公里: where something lies; 加3分, 扣2分: a rule of scoring
    rule("place", "measure", before=r"(?:海拔|距离?|相距|每亩|直径|长度?|宽|深|高度)(?:约|为|达)?$"),
    rule("rule of scoring", "points", before=r"(?:加|扣|计|得|减|满)(?:不超过|最多|最高)?$"),
    # 182毫米硅片, 4.3米焦炉, 850米点位: a size that names a thing
    rule("size", "measure", after=r"(?![，。；、的以左]|$)[一-龥“]", cut=True),
    # 由九人组成, 二、三位
    rule("made up of", "count", after=r"(?:以上|左右)?(?:组成|构成)"),
    rule("rank in a row", "count", before=r"[二三四五六七八九十\d]、$"),
    # 若回收率超过七成: a supposition
    rule("supposition", ALL, before=r"(?:^|，)(?:若|如果|假如|假设|即使)|介于[^，。；]*$"),
    # 用一半奖金, 拿出三成
    rule("part spent", "share", before=r"(?:用|拿|把)$"),
    # 1名联络员
    rule(
        "helper",
        "count",
        after=r"[^，。；、]{0,12}(?:联络员|负责人|专员|联系人|工作人员|领导(?!小组)|干部|信息员|分管)",
    ),
    # 每家企业至少结对1名
    rule(
        "helper",
        "count",
        before=r"每(?:家|户|个|所|名|人|县|镇|乡|村|校|企|项|支|条)[^，。；]*(?:结对|配备|明确|确定|安排|落实|选派|指定|派驻|联系|派出)[^，。；]{0,6}$",
    ),
    # 4个方面, 三条产业链, 18项指标, 7个县（市、区）
    rule("set of things", "count", after=_SETS, cut=True),
    # 本办法有3条, 第2类
    rule("part of a paper", "count", after=r"(?:款|附件|章|节)"),
)
