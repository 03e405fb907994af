"""The grammar of figures: 386家, 42.6亿元, 1.2万余人次, 8—10个, 六成, 三分之一, 翻一番, 第3位, 零.

A `Quantity` is a number with its unit and the words of its bound on either side of the unit
(以上, 以内, 左右, 余). What stands before it (突破, 不低于, 增长) is read by `links`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luodi.finding import numerals
from luodi.finding.memory import memory_of


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Units by what they measure. Dates, terms and ranks within a name are no units of a target.
MONEY = _words("元 美元 欧元 日元 港元")
SHARE = _words("个百分点 百分点 % ％ ‰")
TIMES = _words("倍")
TIME = _words(
    "个工作日 工作日 个月 个半月 个季度 季度 个小时 小时 分钟 年 月 日 天 周 个星期 星期 岁 周年 学年 届 号 秒"
)
# Points of a scale: a score, a basis point.
POINTS = _words("个基点 基点 分")
MEASURE = _words(
    """平方公里 平方米 平方千米 立方米 公里 千米 米 厘米 毫米 微米 纳米 亩 公顷 吨标准煤 吨 公斤 千克 克 斤
    千瓦时 千瓦 兆瓦时 兆瓦 吉瓦 升 标准箱 度电 课时 学时 P"""
)
# Counters; the guards below keep 名单, 条例, 部门, 项目 … from being one.
COUNTER = _words(
    """人年 人月 家次 户次 人次 场次 台套 台（套） 件次 例次 家 户 个 项 件 名 人 次 场 期 篇 部 套 台 辆 艘 架 条 处 座 所
    支 只 种 款 门 例 宗 笔 份 册 本 位 间 栋 幢 张 床 颗 株 头 枚 片 块 批 轮 步 类 级 对 组 站 团 代 道 盏 柜 节"""
)
_GUARDS = {
    "名": "(?![录单称誉牌字义片校师城企优特品])",
    "人": "(?![才员口民工社大均力类事物才机体选为])",
    "条": "(?![例件款块理])",
    "部": "(?![门委分署长队位级])",
    "项": "(?!目)",
    "P": "(?![A-Za-z])",
    "分": "(?![钱之钟别类批布期析解支层担工组享级散步给配])",
    "米": "(?!其)",
    "门": "(?![类户槛])",
    "级": "(?!别)",
    "场": "(?![景所地])",
    "期": "(?![间限望内])",
    "次": "(?![数序月日年])",
    "年": "",
    "家": "(?![庭具电居])",
    "套": "(?![餐])",
    "台": "(?![账湾州阶风])",
    "所": "(?![有以需属在])",
    "支": "(?![撑持付出柱部行队])",
    "只": "(?![有是能要])",
    "种": "(?![植子业类])",
    "处": "(?![理置罚室长])",
    "位": "(?![次置于居列])",
    "件": "",
    "个": "(?![性体人别旧]|多?(?:小时|月|星期|季度|工作日))",
    "组": "(?![织建成长])",
    "日": "(?![常报])",
    "月": "(?![报度])",
    "类": "",
    "本": "(?![市省县区级年地科级措办方来])",
    "份": "(?![额])",
    "度电": "",
    "步": "(?![入伐])",
    "轮": "(?![换流])",
    "对": "(?![接口标照象于])",
    "点": "",
}
KINDS: dict[str, str] = {
    **dict.fromkeys(COUNTER, "count"),
    **dict.fromkeys(MEASURE, "measure"),
    **dict.fromkeys(POINTS, "points"),
    **dict.fromkeys(TIME, "time"),
    **dict.fromkeys(TIMES, "times"),
    **dict.fromkeys(SHARE, "share"),
    **dict.fromkeys(MONEY, "money"),
}
_UNIT = "|".join(re.escape(unit) + _GUARDS.get(unit, "") for unit in sorted(KINDS, key=len, reverse=True))
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?(?!\d)|\d{1,15}(?:\.\d{1,8})?(?!\d)"
# 一亿八千万, 两万三千: parts down to the last, whose own scale stands outside.
_PART = r"[一二三四五六七八九十两][一二三四五六七八九十百千零两]{0,8}"
_HAN = (
    rf"(?<![一二三四五六七八九十百千])(?:{_PART}[亿万](?=零?[一二三四五六七八九十两])零?){{0,2}}"
    r"[一二三四五六七八九十两][一二三四五六七八九十百千零两]{0,12}(?:点[零一二三四五六七八九]{1,6})?"
)
_SCALE = r"万亿|千万|百万|十万|[万亿]"
_DASH = r"[—\-~～－–至到]{1,2}"
_AFTER = r"(?:（含）)?(?P<after>及以上|及以下|以上|以下|以内|之内|左右|上下|内)?"

# Lead-ins that make a number an ordinal, a date or part of a code, never a figure.
_NOT_BEFORE = r"(?<!分之)(?<![\dA-Za-z.．+＋∶:/／·第数几〔“‘])"
_FIGURE = re.compile(
    rf"(?=[\d一二三四五六七八九十两百半过翻第前零倍双值达为是提突超不])(?:{_NOT_BEFORE}(?P<n>{_ARABIC}|{_HAN})(?P<many>[余多])?(?P<scale>{_SCALE})?(?P<many2>[余多])?"
    rf"(?:(?P<unit1>{_UNIT})?{_DASH}(?P<n2>{_ARABIC}|{_HAN})(?P<scale2>{_SCALE})?)?"
    rf"(?P<unit>{_UNIT})(?P<per>/(?:万人|人|户|亩|家|吨|年|平方公里|平方米|万元|小时))?(?P<many3>余|多)?{_AFTER}"
    r"|百分之(?P<percent>[\d.]+|[一二三四五六七八九十百零]+(?:点[零一二三四五六七八九]+)?)(?:(?P<after2>以上|以下|以内|左右))?"
    r"|(?<![一二三四五六七八九十百部])(?P<whole>[一二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九])分之(?P<part>[一二三四五六七八九])(?P<after3>以上|以下|左右)?"
    r"|(?P<half>一半|半数|过半(?!年))(?P<after4>以上|以下|左右)?"
    r"|(?<![数几])(?P<tenths>[一二三四五六七八九两\d])成(?P<tenth5>半|五)?(?![果立本效为员都熟功交长就型品分套绩])(?P<after5>以上|以下|左右)?"
    r"|(?P<twice>(?<=实现)(?:双)?倍增(?=[，。；、）]|$))"
    r"|翻了?(?P<doublings>[一两二三四])?番"
    r"|第(?P<rank>\d{1,4}|[一二三四五六七八九十百]+)(?:位|名)(?!的|次|单)"
    r"|(?<=[国省市州县区界业类至入居列进持保])前(?P<top>\d{1,4}|[一二三四五六七八九十百]+)(?:位|名)(?!的)"
    r"|(?<=[为是])(?P<zero>零|0)(?![\d.%％部件售散星距碳排的])"
    r"|(?<=[分数])(?P<links>(?:值)?(?:达到|达|为|是|提高到|提升至|提升到|突破|超过|不低于)?)(?P<score>\d{1,3}(?:\.\d+)?)(?P<after6>以上|左右)?(?=[，。；、）)]|$))",
)
# 12月20日前60亿元: the figure stands behind a date.
_AFTER_A_DATE = re.compile(r"(?:[年月日底末旬度内之以]|[滞落先会今](?=后))[前后]$")
# Where a figure can begin; asked first, because most of a paper is none.
_GATE = re.compile(r"[\d一二三四五六七八九十两零]|半|番")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `[start, end)` takes in the bound behind it (以上)."""

    start: int
    end: int
    value: float | int
    unit: str
    kind: str  # count money share times time measure points rank top double zero
    bound: str | None = None  # what the words behind say: >= <= =
    upper: float | int | None = None
    han: bool = False  # written with Han numerals
    vague: bool = False  # 2100多名, 200余户: nobody sets a goal like that

    @property
    def small(self) -> bool:
        """One or two of something, which is often no figure but a way of speaking."""
        return self.kind == "count" and self.value <= 2


_BOUNDS = {
    "及以上": ">=",
    "以上": ">=",
    "及以下": "<=",
    "以下": "<=",
    "以内": "<=",
    "之内": "<=",
    "内": "<=",
    "左右": "=",
    "上下": "=",
}


def find(text: str, start: int, end: int) -> Iterator[Quantity]:
    """The figures of `[start, end)`, left to right.

    >>> [(q.value, q.unit, q.bound) for q in find("投资1.2亿元以上、建成8—10个，占比六成", 0, 22)]
    [(120000000, '元', '>='), (8, '个', None), (60, '%', None)]
    """
    memory = memory_of(text)
    if memory is None:
        return _find(text, start, end)
    known = memory.figures.get((start, end))
    if known is None:
        known = memory.figures[start, end] = tuple(_find(text, start, end))
    return iter(known)


def _find(text: str, start: int, end: int) -> Iterator[Quantity]:
    if not _GATE.search(text, start, end):
        return
    for found in _FIGURE.finditer(text, start, end):
        at = found.start()
        if (
            text[at - 1 : at] in ("前", "后")
            and at > start
            and not _AFTER_A_DATE.search(text[max(start, at - 4) : at])
        ):
            continue  # 前3位, 前8个月, 后2位
        if text[at - 1 : at] == "时" and found["unit"] == "分":
            continue  # 8时40分
        quantity = _read(found)
        if quantity is not None:
            yield quantity


def _read(m: re.Match[str]) -> Quantity | None:
    start, end = m.span()
    if m["unit"]:
        return _counted(m)
    if m["percent"]:
        return Quantity(
            start, end, _percent(m["percent"]), "%", "share", _BOUNDS.get(m["after2"] or ""), han=True
        )
    if m["whole"]:
        share = round(100 * _number(m["part"]) / _number(m["whole"]), 1)
        return Quantity(start, end, _plain(share), "%", "share", _BOUNDS.get(m["after3"] or ""), han=True)
    if m["half"]:
        bound = ">=" if m["half"] == "过半" else _BOUNDS.get(m["after4"] or "")
        return Quantity(start, end, 50, "%", "share", bound, han=True)
    if m["tenths"]:
        value = 10 * _number(m["tenths"]) + (5 if m["tenth5"] else 0)
        return Quantity(start, end, value, "%", "share", _BOUNDS.get(m["after5"] or ""), han=True)
    if m["rank"]:
        return Quantity(start, end, _number(m["rank"]), "位", "rank", han=not m["rank"].isdigit())
    if m["top"]:
        return Quantity(start, end, _number(m["top"]), "位", "top", "<=")
    if m["zero"]:
        return Quantity(start, end, 0, "", "zero", han=True)
    if m["twice"]:
        return Quantity(start, end, 2, "", "double", han=True)
    if m["score"]:
        return Quantity(
            m.start("score"), end, _number(m["score"]), "", "points", _BOUNDS.get(m["after6"] or "")
        )
    return Quantity(start, end, 2 ** int(_number(m["doublings"] or "一")), "", "double", han=True)


_AT_A_GUESS = re.compile(r"[一二三四五六七八九两]{2,}")
_LARGE = re.compile(r"(?<=[亿万])")


def _counted(m: re.Match[str]) -> Quantity | None:
    if m["unit"] == "分" and not m["n"][0].isdigit():
        return None  # 一分部署，九分落实
    if _AT_A_GUESS.fullmatch(m["n"]):
        return None  # 三四种, 一两家: a way of speaking
    unit = m["unit"].replace("％", "%")
    words = m["n"]
    scale = m["scale"] or ""
    if m["n2"] and not scale and not m["unit1"]:
        scale = m["scale2"] or ""
    value = _number(words, scale)
    upper = _number(m["n2"], m["scale2"] or "") if m["n2"] else None
    if upper is not None and upper <= value:
        return None
    many = m["many"] or m["many2"] or m["many3"]
    bound = _BOUNDS.get(m["after"] or "") or (">=" if many else None)
    unit = ("个百分点" if unit == "百分点" else unit) + (m["per"] or "")
    kind = KINDS.get(m["unit"], "count")
    end = m.end()
    if m["after"] == "内" and kind != "time":
        end, bound = end - 1, (">=" if many else None)
    return Quantity(m.start(), end, value, unit, kind, bound, upper, not words[0].isdigit(), bool(many))


def _number(words: str, scale: str = "") -> int | float:
    """The value of digits or Han numerals times a scale, exactly."""
    if scale == "十万":
        return _plain(float(numerals.parse(words + "万")) * 10)
    if (parts := _LARGE.split(words))[1:]:
        return sum(_number(part[:-1], part[-1]) for part in parts[:-1]) + _number(
            parts[-1].lstrip("零"), scale
        )
    if "点" in words:
        return numerals.parse(f"{_percent(words)}{scale}")
    return numerals.parse(words + scale)


def _percent(words: str) -> int | float:
    if words[0].isdigit():
        return numerals.parse(words.rstrip(".") or "0")
    whole, _, part = words.partition("点")
    if not part:
        return numerals.parse(whole)
    digits = "".join(str(numerals.parse(c)) for c in part)
    return _plain(float(f"{numerals.parse(whole)}.{digits}"))


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value
