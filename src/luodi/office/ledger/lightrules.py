"""The rules of the lights: thresholds and legend as data, one set per plan, with the sets seen in use.

Places differ in the thresholds, in points against share of the plan, and in what a colour means (blue
is "done" here, "nearly due" there). So nothing below is fixed: a plan stores `Rules.to_dict()`, and the
word of the legend is always printed beside the colour, for black-and-white paper and for eyes that do
not tell red from green.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal, get_args

from luodi.office.ledger.schedule import exact

__all__ = [
    "COLOURS",
    "DEFAULT",
    "PRESETS",
    "Colour",
    "Legend",
    "Preset",
    "Rules",
    "RulesError",
    "percent_text",
]

Colour = Literal["red", "yellow", "pale", "green", "blue", "grey"]
COLOURS: tuple[Colour, ...] = get_args(Colour)
"""All colours, the worst first: the order of legends, columns and totals."""

_WORDS: dict[Colour, str] = {
    "red": "红灯",
    "yellow": "黄灯",
    "pale": "浅黄",
    "green": "绿灯",
    "blue": "蓝灯",
    "grey": "灰灯",
}


class RulesError(ValueError):
    """A set of rules that cannot be used; `faults` has one Chinese sentence for each thing to mend."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("亮灯规则有误：" + " ".join(faults))


@dataclass(frozen=True)
class Legend:
    """The word printed beside a colour, and what it means; an empty meaning is told from the thresholds."""

    word: str
    meaning: str = ""


@dataclass(frozen=True)
class Rules:
    """What makes a light. The defaults are the house's; `PRESETS` has those of real places.

    The gap is planned − actual: percentage points when `mode` is "absolute", percent of the planned
    figure when it is "relative". Each bound belongs to the milder side of the sentence it is quoted from:
    gap ≤ 0 green, 0 < gap < pale_to pale, pale_to ≤ gap ≤ yellow_to yellow, gap > yellow_to red.
    """

    mode: Literal["absolute", "relative"] = "absolute"
    pale_to: Decimal = Decimal(10)  # 0: no pale, whatever lags is yellow
    yellow_to: Decimal = Decimal(30)  # 100: no lag alone is red
    near_days: int = 7  # so many days before the due, and nearer, is "nearly due"; 0: no such warning
    near_colour: Colour = "yellow"  # yellow, or blue where blue means nearly due
    done_colour: Colour = "blue"  # blue, or green where blue is taken
    late_report_yellow: bool = True
    yellows_to_red: int = 2  # so many month ends in a row behind schedule, and still behind, is red; 0: never
    idle_months_to_red: int = 0  # so many months after it ought to have begun, not begun, is red; 0: never
    aspirational_never_red: bool = True  # 力争 is tracked, not blamed: red becomes yellow
    legend: Mapping[Colour, Legend] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        faults = []
        if self.mode not in ("absolute", "relative"):
            faults.append(
                f"mode（比较方式）应为absolute（百分点）或relative（占计划的比例），现为{self.mode!r}。"
            )
        if not 0 <= self.pale_to <= self.yellow_to <= 100:
            faults.append(
                "应有 0 ≤ pale_to（浅黄上限）≤ yellow_to（黄灯上限）≤ 100，"
                f"现为{percent_text(self.pale_to)}和{percent_text(self.yellow_to)}。"
            )
        for name in ("near_days", "yellows_to_red", "idle_months_to_red"):
            if getattr(self, name) < 0:
                faults.append(f"{name}不能为负，现为{getattr(self, name)}；0表示不用这一条。")
        if self.near_colour not in ("yellow", "blue"):
            faults.append(f"near_colour（临近时限的颜色）应为yellow或blue，现为{self.near_colour!r}。")
        if self.done_colour not in ("blue", "green"):
            faults.append(f"done_colour（已销号的颜色）应为blue或green，现为{self.done_colour!r}。")
        if self.near_colour == self.done_colour:
            faults.append(
                "near_colour和done_colour不能同为蓝色：临近时限与已销号须分得开，请把done_colour设为green。"
            )
        if faults:
            raise RulesError(faults)

    def word(self, colour: Colour) -> str:
        """The word printed beside the colour, never empty."""
        entry = self.legend.get(colour)
        return entry.word if entry else _WORDS[colour]

    def meaning(self, colour: Colour) -> str:
        """What the colour means under these rules: the legend's own words, else told from the thresholds."""
        entry = self.legend.get(colour)
        return entry.meaning if entry and entry.meaning else self._told(colour)

    def key(self) -> list[tuple[Colour, str, str]]:
        """The legend to print under a table: colour, word, meaning; colours these rules never give left out."""
        told = ((colour, self.word(colour), self.meaning(colour)) for colour in COLOURS)
        return [row for row in told if row[2]]

    def _told(self, colour: Colour) -> str:
        pale, top = percent_text(self.pale_to), percent_text(self.yellow_to)
        unit = "个百分点" if self.mode == "absolute" else "%（占计划数）"
        parts: list[str] = []
        if colour == "red":
            parts.append("逾期未销号")
            if self.yellow_to < 100:
                parts.append(f"落后超过{top}{unit}")
            if self.yellows_to_red:
                parts.append(f"连续{self.yellows_to_red}个月黄灯")
            if self.idle_months_to_red:
                parts.append(f"应启动未启动连续{self.idle_months_to_red}个月")
        elif colour == "yellow":
            if self.yellow_to == 100:
                parts.append("落后于序时" if not self.pale_to else f"落后{pale}{unit}及以上")
            else:
                parts.append(f"落后{pale}—{top}{unit}" if self.pale_to else f"落后不超过{top}{unit}")
            if self.late_report_yellow:
                parts.append("月报迟报")
        elif colour == "pale" and self.pale_to:
            parts.append(f"基本达序时（落后不足{pale}{unit}，汇总计入绿灯）")
        elif colour == "green":
            parts.append("达到序时进度")
        elif colour == "grey":
            parts.append("未到启动时间、长期任务、未定时限或已终止")
        if colour == self.near_colour and self.near_days:
            parts.append(f"距时限{self.near_days}天以内")
        if colour == self.done_colour:
            parts.append("已销号")
        return "；".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a JSON column; `from_dict` reads them back to equal rules."""
        plain: dict[str, Any] = {item.name: getattr(self, item.name) for item in fields(self)}
        for name in ("pale_to", "yellow_to"):
            plain[name] = percent_text(plain[name])
        plain["legend"] = {
            colour: {"word": entry.word, "meaning": entry.meaning} for colour, entry in self.legend.items()
        }
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rules:
        """Rules from a plan's JSON; keys left out take the default, every fault is told at once.

        >>> Rules.from_dict({"yellow_to": 20}).yellow_to
        Decimal('20')
        >>> Rules.from_dict({"yelow_to": 20, "near_days": "7"})
        Traceback (most recent call last):
        ...
        luodi.office.ledger.lightrules.RulesError: 亮灯规则有误：不认识的键“yelow_to”，可用的键：mode、pale_to、\
yellow_to、near_days、near_colour、done_colour、late_report_yellow、yellows_to_red、idle_months_to_red、\
aspirational_never_red、legend。 near_days应为整数，现为'7'。
        """
        known = [item.name for item in fields(cls)]
        faults = [f"不认识的键“{name}”，可用的键：{'、'.join(known)}。" for name in data if name not in known]
        values: dict[str, Any] = {}
        for name in known:
            if name not in data:
                continue
            value = data[name]
            if name == "legend":
                values[name] = _legend(value, faults)
            elif name in ("pale_to", "yellow_to"):
                values[name] = _figure(name, value, faults)
            elif name in ("late_report_yellow", "aspirational_never_red"):
                values[name] = value
                if not isinstance(value, bool):
                    faults.append(f"{name}应为true或false，现为{value!r}。")
            elif name in ("mode", "near_colour", "done_colour"):
                values[name] = value
                if not isinstance(value, str):
                    faults.append(f"{name}应为文字，现为{value!r}。")
            else:
                values[name] = value
                if not isinstance(value, int) or isinstance(value, bool):
                    faults.append(f"{name}应为整数，现为{value!r}。")
        if faults:
            raise RulesError(faults)
        return cls(**values)


@lru_cache(maxsize=4096)
def percent_text(value: Decimal) -> str:
    """A figure without idle noughts: 30, 12.5.

    >>> percent_text(Decimal("30.0")), percent_text(Decimal("12.50")), percent_text(Decimal("0.0"))
    ('30', '12.5', '0')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(name: str, value: Any, faults: list[str]) -> Decimal:
    try:
        number = exact(value)
        if isinstance(value, bool) or not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        faults.append(f"{name}应为数字，现为{value!r}。")
        return Decimal(0)
    return number


def _legend(value: Any, faults: list[str]) -> dict[Colour, Legend]:
    if not isinstance(value, Mapping):
        faults.append(f"legend应为“颜色→名称与含义”的表，现为{value!r}。")
        return {}
    legend: dict[Colour, Legend] = {}
    for colour, entry in value.items():
        if colour not in COLOURS:
            faults.append(f"legend中不认识的颜色“{colour}”，可用的颜色：{'、'.join(COLOURS)}。")
        elif not isinstance(entry, Mapping) or not all(isinstance(text, str) for text in entry.values()):
            faults.append(f"legend中“{colour}”应写明word（名称）和meaning（含义），均为文字。")
        elif stray := [key for key in entry if key not in ("word", "meaning")]:
            faults.append(f"legend中“{colour}”有不认识的键“{stray[0]}”，只用word和meaning。")
        elif not entry.get("word", "").strip():
            faults.append(f"legend中“{colour}”缺word：颜色旁必须有字，黑白打印和色弱者才分得清。")
        else:
            legend[colour] = Legend(entry["word"].strip(), entry.get("meaning", "").strip())
    return legend


DEFAULT = Rules()


@dataclass(frozen=True)
class Preset:
    """A set of rules to start a plan from, with where it comes from and what that source leaves open."""

    name: str
    source: str
    rules: Rules


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("默认", "落地建议的规则：绝对差10/30个百分点，临期、迟报亮黄灯，连续两月黄灯转红。", DEFAULT),
        Preset(
            "银川2025",
            "银川市2025年：低于序时10至30个百分点（含）为黄，超过30个百分点或应开工未开工连续3个月为红。"
            "来源未规定临期和迟报，此处不用。",
            Rules(near_days=0, late_report_yellow=False, yellows_to_red=0, idle_months_to_red=3),
        ),
        Preset(
            "三亚2022",
            "三亚市2022年：低于计划序时50%以内（含，按占计划的比例）为黄，超过50%为红。"
            "连续两次黄灯是约谈，不是红灯；来源未规定临期和迟报，此处不用。",
            Rules(
                mode="relative",
                pale_to=Decimal(0),
                yellow_to=Decimal(50),
                near_days=0,
                late_report_yellow=False,
                yellows_to_red=0,
            ),
        ),
        Preset(
            "三亚区级",
            "三亚市辖区：完成月度数为绿，未完成为黄，连续两个月未完成为红。来源未规定临期和迟报，此处不用。",
            Rules(
                pale_to=Decimal(0),
                yellow_to=Decimal(100),
                near_days=0,
                late_report_yellow=False,
                yellows_to_red=2,
            ),
        ),
        Preset(
            "宿迁",
            "宿迁市：蓝为临近时限，黄为未达序时或质量差，红为逾期。来源未写明临近的天数（此处7天）；"
            "蓝色已作他用，已销号并入绿灯。",
            Rules(
                pale_to=Decimal(0),
                yellow_to=Decimal(100),
                near_colour="blue",
                done_colour="green",
                late_report_yellow=False,
                yellows_to_red=0,
            ),
        ),
    )
}
