"""The shapes in which a figure meets its indicator, tried in order; each names itself (C3).

A change (由48%提高到60%), a part of a counted set (63项任务中，已完成18项), a share of a set
(全省58%的企业), an attribute (规模3亿元的基金), a verb, a figure and a thing (派出2个专家组), an indicator
before its figure (高企突破450家), or words that carry on the figure before (、同比增长27%).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from luodi.finding import heads, lexicon
from luodi.finding.comparators import BOUND_OF_BASE
from luodi.finding.findings import Span
from luodi.finding.indicators import MODAL, NEW, NOUN_VERBS, flow, read_left, subject_before
from luodi.finding.terms import WINDOW
from luodi.finding.views import REFUSED, Shape, View


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def shape_of(view: View) -> Shape | None:
    """The first shape that fits, or None when the figure has no indicator."""
    for rule in _SHAPES:
        found = rule(view)
        if found is REFUSED:
            return None
        if found is not None:
            found.clause = view.index
            found.anchor = found.anchor or found.start
            return found
    return None


# Verbs that handle a set and make none: 抓好3项工作.
_HANDLED = _words(
    """抓好 抓实 抓 突出 围绕 聚焦 坚持 落实 做好 把握 打好 用好 紧盯 针对 结合 按照 根据 涉及 涵盖 包括 对照
    处理好 打赢 守住 组成 分为 参加 贯彻 学习 履行 遵循"""
)
# Words that only count what the clause before does (C6).
_COUNTS_ONLY = _words("数量 总数 人数 规模 每批 总量 每次")
# Measures that say nothing without the indicator before them: 登记技术合同612项，成交额9.85亿元.
_METRICS = _words(
    """成交额 金额 总额 投资额 合同额 合同金额 产值 总投资 总投资额 面积 营收 营业收入 利润 税收 占比 比重 增速 增幅 数量
    总量 总数 余额 规模 合计金额 合同成交额 交易额 贷款余额 协议金额 到位资金 涉及金额 累计金额 总金额 资金 经费
    涉及资金 覆盖面 覆盖率 完成率"""
)
# Of these even a sum can be the base.
_RATES = _words("占比 比重 增速 增幅 完成率 覆盖率 覆盖面 数量 总量 总数")
_SHARE_OF_BEFORE = re.compile(r"^(?:完成(?=[^，]*(?:任务|目标|计划))|占|相当于|达|占到|仅占|约占)[^，]*$")
_COMPARED = re.compile(r"^(?:较|比|高于|低于|与)")
_COMPARED_IN_TIME = re.compile(
    r"(?:较|比)(?:上|去|年初|[^，]{0,4}之初|20\d\d年|预期|计划)?(?:[年季月期][^，]{0,6})?"
)
# 其中 opens these as indicators of their own: 其中信用贷款占比仅为18%.
_STANDS_ALONE = re.compile(
    r"(?:占比|比重|比例|率|占[^，]{1,20}比重|强度|指数|得分|数|额|量|覆盖面|余额|收入|产值|利润|支出|投资)$"
)
_LEVEL_ONLY = re.compile(r"^(?:国家|省|市|县|区|世界|国际|国内)(?:部)?级(?:以上|及以上)?的?$")
_QUALIFIER = re.compile(r"^(?:国家|省|市|县|区)级(?:及?以上)?")
_ATTRIBUTES = re.compile(
    r"(?:总投资额?|计划总?投资|投资|总规模|首期规模|规模|总额|注册资本|总?建筑面积|总面积|占地面积|面积|占地|总金额|金额|"
    r"价值|年产值|产值|首期|授信)$"
)


def _changed(v: View) -> Shape | None:
    """由48%提高到60%."""
    if not v.change:
        return None
    if v.reading.bare:
        return _carried(v, "carried change") or _whole_clause_before(v) or REFUSED
    return Shape(v.own, v.reading.start, v.q.end, "change")


def _attribute(v: View) -> Shape | None:
    """总投资2.4亿元的先进陶瓷中试基地."""
    if not v.after.startswith("的") or len(v.after) < 2 or v.reading.bare or v.q.bound:
        return None
    if v.q.kind not in ("money", "measure", "count"):
        return None
    if v.joined and _ATTRIBUTES.fullmatch(v.own):
        return None  # 母基金总规模15亿元、首期5亿元的方案
    if v.only_verbs:
        return Shape(v.after[1:], v.q.start, v.q.end + len(v.after), "attribute")
    found = _ATTRIBUTES.search(v.text[v.reading.start : v.reading.end])
    start = v.reading.start + found.start() if found else v.reading.start
    name = f"{v.text[start : v.reading.end]} {v.after[1:]}"
    return Shape(name, start, v.q.end + len(v.after), "attribute")


def _verb_figure_thing(v: View) -> Shape | None:
    """派出2个专家组, 保障2亿元建设资金."""
    if not v.thing or v.verb >= v.reading.end or v.q.kind not in ("count", "money", "measure"):
        return None
    if v.reading.roles & {"level", "up", "down"}:
        return None
    verb = v.text[v.verb : v.reading.end].rstrip("了")
    if verb in _HANDLED or verb[-2:] in _HANDLED:
        return REFUSED
    if verb[-2:] in ("投入", "研发", "投资") and not v.only_verbs:
        return None
    if v.q.kind == "count":
        return Shape(f"{verb} {v.thing}", v.verb, v.tail[1], "verb, figure, thing", verb, v.thing)
    return Shape(v.thing, v.q.start, v.tail[1], "verb, figure, thing", verb, v.thing)


def _leaning(v: View) -> Shape | None:
    """Nothing of its own: 、同比增长27%; 其中9项达到国际先进水平; ，数量不少于3个."""
    prev = v.memory.prev
    if v.reading.bare:
        if v.after and prev is not None and "其中" in v.before:
            name = f"{prev.noun or prev.indicator} {v.after}"
            return Shape(name, prev.start, v.tail[1], "part of the figure before", noun=prev.noun)
        return _carried(v, "carried indicator") or _clause_before(v) or REFUSED
    return _clause_before(v) if v.own in _COUNTS_ONLY and prev is None else None


def _carried(v: View, why: str) -> Shape | None:
    prev = v.memory.prev
    if prev is None:
        return None
    return Shape(prev.indicator, prev.start, v.q.end, why, prev.verb, prev.noun)


def _clause_before(v: View) -> Shape | None:
    """推荐首批科研团队，数量不少于3个: the figure counts what the clause before does."""
    if (
        v.q.unit == "位"
        and (place := v.text.find("排名", max(v.sentence.start, v.q.start - 4 * WINDOW), v.q.start)) >= 0
    ):
        return Shape("排名", place, v.q.end, "rank")
    bounded = v.reading.roles & {"ge", "le", "about"} or v.q.bound or "至少" in v.reading.words
    if v.index == 0 or not bounded:
        return None
    return _whole_clause_before(v)


def _whole_clause_before(v: View) -> Shape | None:
    """研发投入占营业收入的比重，由2.7%升到4%."""
    if v.index == 0:
        return None
    before = v.sentence.clauses[v.index - 1]
    if "每" in v.text[before.start : before.end]:
        return None  # 每季度召开1次调度会，全年不少于4次: how often
    start = read_left(v.text, before.start, before.end, []).start
    start = subject_before(v.text, start, before.end)
    if not 3 <= before.end - start <= 40:
        return None
    return Shape(v.text[start : before.end], start, v.q.end, "count of the clause before")


def _topic(v: View) -> Shape | None:
    """加快布局中试验证平台，三季度末前建成投用2个、开工建设3个: the object of the clause before."""
    prev, topic = v.memory.prev, v.memory.topic
    if not (v.only_verbs or v.own in NEW) or v.q.kind != "count" or v.after:
        return None
    if v.own[-2:] in NOUN_VERBS and not (v.joined and topic):
        return None
    if topic is None or prev is None or prev.clause != v.index:
        topic = v.memory.topic = _object_before(v)
    if topic is None:
        return None
    name = f"{v.text[topic[0] : topic[1]]} {v.own}"
    return Shape(name, topic[0], v.q.end, "topic of the clause before", v.own, v.own)


_ONLY_TIME = re.compile(r"(?:以来|年|月|日|季度|期间|同时|指出|强调|要求|方面|上|中)$")


def _object_before(v: View) -> Span | None:
    if v.index == 0:
        return None
    before = v.sentence.clauses[v.index - 1]
    if _ONLY_TIME.search(v.text[before.start : before.end]):
        return None
    if v.index - 1 in v.memory.counting:
        return None
    verb = lexicon.verb_at(v.text, before.start, before.end)
    start = verb[1] if verb else before.start
    while start + 2 < before.end and v.text[start : start + 2] in lexicon.VERBS:
        if v.text[start : start + 2] in _ADJECTIVES:
            break
        start += 2
    end = before.end
    while end - start > 4 and v.text[end - 2 : end] in _DOINGS:
        end -= 2
    return (start, end) if 2 <= end - start <= 24 else None


# Verbs that also stand before a noun: 重点实验室, 创新平台.
_ADJECTIVES = _words("重点 创新 科普 综合 共享 联合 培训 合作 研发")
# What is done with an object, no part of its name: 优化全国重点实验室[布局].
_DOINGS = _words("布局 建设 培育 工作 力度 步伐 发展 引育 招引")


def _rate_of_the_clause_before(v: View) -> Shape | None:
    """研发费用必须转正，增幅不低于6%; 设立科创基金，首期5亿元: a measure of what the clause before told of."""
    if v.memory.prev is not None or v.index == 0:
        return None
    if v.own in ("首期", "首期规模", "总规模"):
        thing = _object_before(v)
        name = f"{v.text[thing[0] : thing[1]]} {v.own}" if thing else ""
        return Shape(name, thing[0], v.q.end, "measure of the clause before") if thing else None
    if v.own not in _RATES:
        return None
    before = v.sentence.clauses[v.index - 1]
    modal = MODAL.search(v.text, before.start, before.end)
    if modal is None or v.index - 1 in v.memory.counting:
        return None
    start = read_left(v.text, before.start, modal.start(), v.gone).start
    whose = v.text[start : modal.start()]
    if not 3 <= len(whose) <= 24 or lexicon.looks_like_unit(whose):
        return None
    return Shape(f"{whose} {v.own}", start, v.q.end, "rate of the clause before")


# 不足全市平均水平的一半, behind a figure of the same indicator
_LEVEL_OF = re.compile(
    r"(?:不足|不到|超过|不超过|仅?为|仅?相当于|达到?|高于|低于|约为)?(?P<level>(?:全[国省市县区州]|同类|同期|周边|先进)[^，]{0,6}(?:平均水平|平均|水平))"
)


def _with_the_one_before(v: View) -> Shape | None:
    """An indicator that leans on the one before: 其中…, 占…, 成交额, 比全市…, 、专精特新企业25家."""
    prev = v.memory.prev
    if prev is None or prev.clause < v.index - 2:
        return None
    within = v.text[max(v.sentence.start, v.reading.start - 4) : v.reading.start]
    if "其中" in within and not _STANDS_ALONE.search(v.own):
        name = _part_name(prev, v.own)
        return Shape(
            name, prev.start, v.q.end, "part of the figure before", prev.verb, v.own, v.reading.start
        )
    if v.q.kind in ("share", "times") and (level := _LEVEL_OF.fullmatch(v.own)):
        name = f"{prev.indicator} {level['level']}"
        return Shape(name, prev.start, v.q.end, "carried indicator", prev.verb, prev.noun)
    if v.own == "累计" and prev.kind == v.q.kind:
        name = f"{prev.noun or prev.indicator} {v.own}"
        return Shape(name, prev.start, v.q.end, "carried indicator", "", prev.noun)
    if v.joined and v.own == "首期" and (whole := _ATTRIBUTES.search(prev.indicator)):
        name = f"{prev.indicator[: whole.start()]} {v.own}".strip()
        return Shape(name, prev.start, v.q.end, "carried indicator", prev.verb, prev.noun)
    if _COMPARED_IN_TIME.fullmatch(v.own):
        return Shape(prev.indicator, prev.start, v.q.end, "carried indicator", prev.verb, prev.noun)
    gap = v.q.unit == "个百分点" and _COMPARED.match(v.own)
    if (
        _SHARE_OF_BEFORE.match(v.own)
        or (v.own in _METRICS and (prev.kind == "count" or v.own in _RATES) and not within.endswith("实现"))
        or gap
        or v.own[:1] in ("较", "比")
    ):
        name = f"{prev.indicator} {v.own}"
        return Shape(name, prev.start, v.q.end, "carried indicator", prev.verb, prev.noun)
    if (
        v.joined
        and prev.verb
        and not flow(v.own)[0]
        and lexicon.verb_at(v.text, v.reading.start, v.reading.end) is None
    ):
        return Shape(f"{prev.verb} {v.own}", prev.start, v.q.end, "shared verb", prev.verb, v.own)
    return None


# 仅为全省平均水平的一半, 不足全省的十分之一: the base of a share.
_OF_BASE = re.compile(
    r"(?P<own>.{2,}?)(?:尚|还)?(?:不足|不到|超过|达到|达|仅为|只有|仅相当于|相当于|仅占|占|是|为)"
    r"(?P<base>全[国省市县区][^，]{0,8}|[^，]{2,10}(?:平均水平|平均|同期))$"
)


_IS_AS_MUCH = re.compile(r"(?:是|为|达|相当于)[^，]{1,20}$")
_THAN_BEFORE = re.compile(r"(?:较|比)(?:上年|去年|年初|上季度|上月|上期|过去|以前|往年|以往)(?:同期|末|底)?$")
_THAN = re.compile(r"(?<!占)(?:比|较)(?=[^，]{2,16}$)")
_STATE_BESIDE = re.compile(r"[^ ]*(?:全覆盖|清零|零突破|零的突破|收支平衡|达标)、(?=[^ ]{2})")


def _before_the_figure(v: View) -> Shape | None:
    """高新技术企业突破450家: the plain case."""
    name, start = v.own, v.reading.start
    if state := _STATE_BESIDE.match(name):  # 数字化改造全覆盖、高企总数翻一番
        name, start = name[state.end() :], start + state.end()
    if v.q.kind == "times":  # 是建区之初的3倍
        name = _IS_AS_MUCH.sub("", name) or name
    if v.q.kind == "share" and (base := _OF_BASE.match(name)):
        name = f"{base['own']} {base['base']}"
    elif v.q.kind == "share" and v.text[v.q.start - 1 : v.q.start] == "的":
        bound = BOUND_OF_BASE.search(name)
        name = f"{name[: bound.start()]} {name[bound.end() :]}".strip() if bound else name
    name = _THAN_BEFORE.sub("", name) or name
    gap = _THAN.search(name)
    verb, noun = flow(name)
    if v.q.unit == "个百分点" and gap and gap.start():
        name = f"{name[: gap.start()].rstrip('仍还也均')} {name[gap.start() :]}"
    return Shape(name, start, v.q.end, "indicator before the figure", verb, noun)


_SHAPES: tuple[Callable[[View], Shape | None], ...] = (
    _changed,
    heads.partners,
    heads.part_of_a_set,
    heads.counted_set,
    heads.share_of_a_set,
    _attribute,
    _verb_figure_thing,
    heads.figure_and_thing,
    heads.of_a_body,
    _leaning,
    _topic,
    _rate_of_the_clause_before,
    _with_the_one_before,
    _before_the_figure,
)


def _part_name(prev: Shape, own: str) -> str:
    """其中省级不少于2家 behind 新增市级以上研发机构8家 -> 新增 研发机构 省级."""
    head = _QUALIFIER.sub("", prev.noun or prev.indicator)
    if _LEVEL_ONLY.match(own):
        return " ".join(w for w in (prev.verb, head, own) if w)
    if head[-2:] and own.endswith(head[-2:]):
        return f"{prev.verb} {own}".strip()
    return f"{prev.indicator} {own}"
