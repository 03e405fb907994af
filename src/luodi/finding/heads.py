"""Shapes whose figure comes first: 63项任务中，…, 58%的企业…, 3个项目开工, 47家企业没有研发机构 (C3)."""

from __future__ import annotations

import re

from luodi.finding import lexicon
from luodi.finding.views import REFUSED, Shape, View

# What happens to a thing: 3个项目开工. With it a figure at the head of a clause is a target.
_HAPPENS = (
    r"开工|竣工|投产|投用|投入|建成|获批|入选|落地|签约|完成|上市|通过|认定|立项|挂牌|启动|达产|入驻|入库|运行|获得|落户|转化|揭牌|注册|交付|达标|进入|取得|"
    r"填补|达到|列入|被|跻身|打破|实现|成为|享受|受益|获奖|居|参评|结题|验收|未|已"
)
_MILESTONE = re.compile(_HAPPENS)
_OF_SET = re.compile(r"(?P<noun>[^，。；、的]{1,16}?)(?:当)?[中里](?=$|仍|有|已|还|尚|，)")
_COUNTED_ON = re.compile(rf"(?P<noun>[^，。；、的]{{2,16}}?)(?={_HAPPENS})")
# 六成企业没有…: what a share without 的 can be of.
_WHO = re.compile(
    r"(?:以上)?(?:的)?(?:规上|规模以上|受访|科技型|高新|中小|大型|重点|在孵|入库|参评)*(?:工业)?(?:企业|单位|机构|项目|团队|园区|高校|成果|专利|县|区|乡镇|平台|人员|教师|学生)"
)
# 47家企业没有研发机构, 218家企业零研发: a state is no event, and stays in the indicator.
_IN_A_STATE = re.compile(
    r"[^，。；、的有没无零未]{0,16}?(?:企业|单位|机构|高校|院所|医院|学校|园区|项目|平台|县区|[县区]|乡镇|街道|村|成果|专利|课题|团队|公司|产线|任务|人员|合作社)"
    r"(?:还|仍|至今|尚|目前|依然|基本)?(?:没有?|无(?!人机)|零(?!售)|缺(?!口)|未|不(?!同|锈)|有(?![限关机色效])|存在|处于|停产|停工|停滞|亏损|空白|闲置)"
)
# 18个科技项目，还有7个没动静: the clause behind counts its part.
_PART_BEHIND = re.compile(
    r"(?P<noun>[^，。；、的\d]{2,14})，(?:目前|至今|现在|当前)?(?:已有?|还有|仍有|尚有|只有|仅有?|有)\d+(?P<unit>[家个项件名户处台支])"
)
# 突破50项“卡脖子”技术: here 突破 is the verb, not the bound.
_BREAKS = re.compile(r"技术|难题|瓶颈|装备|零部件|材料|工艺|算法")
# 至少与3家骨干企业共建研发机构
_PARTNERED = re.compile(r"(?:共建|共同|合作|签|结对|联合|对接|建立|达成|开展|组建|成立)")
_WITH = re.compile(r"(?:至少|分别|力争|联合|年内|每年)?(?P<with>[与同和])$")
# 年度重点项目开工19个，完成投资11.2亿元
_OF_ITS_PARTS = re.compile(r"(?:累计)?(?:完成|实现|到位|带动)?(?:总?投资额?|产值|合同额|金额)")
_AREA = re.compile(r"(?:全[国市省县区州]|我[省市县区])(?:有)?(?:超过|约|近)?$")


def part_of_a_set(v: View) -> Shape | None:
    """63项年度任务中，已完成18项: a later count of the same unit."""
    counted = v.memory.counted
    if counted is not None and v.q.kind == "money" and _OF_ITS_PARTS.fullmatch(v.own):
        return Shape(f"{counted.noun} {v.own}", counted.start, v.q.end, "part of a set", noun=v.own)
    if counted is None or v.q.unit != v.memory.counted_unit or bool(v.own) == bool(v.after):
        return None
    name = f"{counted.noun} {v.own or v.after}"
    return Shape(name, counted.start, v.q.end if v.own else v.tail[1], "part of a set", noun=v.own or v.after)


def counted_set(v: View) -> Shape | None:
    """63项年度任务中，… · 28个年度重点项目开工19个."""
    if v.q.kind != "count":
        return None
    if not v.reading.bare and v.verb < v.reading.end and v.text[v.q.start - 1 : v.q.start] != "的":
        return None
    found = _OF_SET.match(v.after)
    if found is None and v.text[v.q.start - 1 : v.q.start] == "的":
        found = _PART_BEHIND.match(v.text, v.q.end, v.sentence.end)
        if found is not None and found["unit"] == v.q.unit:
            return _set(v, found["noun"])
        found = None
    if found is None:
        following = v.following
        if following is None or following.unit != v.q.unit:
            return None
        if any(mark in v.text[v.q.end : following.start] for mark in "，。；"):
            return None
        found = _COUNTED_ON.match(v.after)
    if found is None:
        return None
    return _set(v, found["noun"])


def _set(v: View, noun: str) -> Shape:
    at = v.text.find(noun, v.q.end)
    shape = Shape(noun, v.q.start, at + len(noun), "a set that is counted", noun=noun)
    v.memory.counted, v.memory.counted_unit = shape, v.q.unit
    return shape


def share_of_a_set(v: View) -> Shape | None:
    """全省58%的高新技术企业建有研发机构: the area is the base, so it is kept (C3)."""
    if v.q.kind != "share" or len(v.after) < 3 or v.own:
        return None
    bare = not v.after.startswith("的")
    if bare and (not _WHO.match(v.after) or (v.memory.prev and not _IN_A_STATE.match(v.after))):
        return None
    base = _AREA.search(v.before)
    noun = v.after.removeprefix("的")
    name = f"{base.group()[:2]} {noun}" if base else noun
    return Shape(name, v.q.start, v.tail[1], "share of a set")


def figure_and_thing(v: View) -> Shape | None:
    """1.8万平方米科研用房投入使用; 、2项行业标准 behind 制定3项国家标准."""
    if not v.thing or not (v.reading.bare or v.only_verbs) or v.q.kind not in ("count", "money", "measure"):
        return None
    prev = v.memory.prev
    if v.joined and prev is not None:
        name = f"{prev.verb} {v.thing}".strip()
        start = prev.start if prev.verb else v.q.start
        return Shape(name, start, v.tail[1], "shared verb", prev.verb, v.thing, prev.start)
    if not v.reading.bare:
        return None
    if v.q.kind == "count" and _IN_A_STATE.match(v.thing):
        return Shape(v.thing, v.q.start, v.tail[1], "figure and state", noun=v.thing)
    if v.q.kind == "count" and "净增" in v.reading.words[:1]:
        start = v.text.rfind("净增", v.clause.start, v.q.start)
        return Shape(v.thing, start, v.tail[1], "net growth", "净增", v.thing)
    if v.q.kind == "count" and v.text.startswith("在", v.tail[1]):
        place = re.compile(rf"在[^，。；、]{{1,16}}?(?:{_HAPPENS})").match(v.text, v.tail[1], v.clause.end)
        if place:
            name = v.text[v.q.end : place.end()]
            return Shape(name, v.q.start, place.end(), "figure and thing", noun=v.thing)
    if v.q.kind == "count" and not v.joined and "突破" in v.reading.words[:1] and _BREAKS.search(v.thing):
        start = v.text.rfind("突破", v.clause.start, v.q.start)
        return Shape(f"突破 {v.thing}", start, v.tail[1], "verb, figure, thing", "突破", v.thing)
    happens = _MILESTONE.search(v.thing)
    if v.q.kind == "count" and not happens:
        return REFUSED if "其中" not in v.before else None
    noun = v.thing[: happens.start()] if happens and happens.start() else v.thing
    return Shape(noun, v.q.start, v.tail[1], "figure and thing", noun=noun)


def partners(v: View) -> Shape | None:
    """至少与3家骨干企业共建研发机构: the figure stands within the phrase of its partners."""
    if v.q.kind != "count" or not v.thing:
        return None
    found = _WITH.search(v.before)
    if found is None or not _PARTNERED.search(v.thing):
        return None
    start = v.q.start - len(v.before) + found.start()
    return Shape(f"{found['with']} {v.thing}", start, v.tail[1], "figure of partners")


def of_a_body(v: View) -> Shape | None:
    """砚西区3家企业入选榜单 is a fact; 砚西区2个项目(资金到位率…) only names a set."""
    if v.q.kind != "count" or not v.thing or v.reading.bare or v.verb < v.reading.end:
        return None
    if not lexicon.looks_like_unit(v.own):
        return None
    if not _MILESTONE.search(v.thing):
        v.memory.cuts.append((v.q.start, v.q.end))
        return REFUSED
    name = f"{v.own} {v.thing}"
    return Shape(name, v.reading.start, v.tail[1], "figure and thing of a body", noun=v.thing)
