"""The demonstration's figures: the national panel, and four quarters of every invented county with its targets."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from luodi.office.demo.people import VISITED
from luodi.office.demo.story import Event, Story
from luodi.office.figures import acts, periods
from luodi.office.figures.models import Collection, Indicator, Region, Submission
from luodi.office.journal.record import SYSTEM
from luodi.office.units.models import Person, Unit

QUARTERS = 4
"""Quarters with figures, the last of them the last complete one."""


@dataclass(frozen=True)
class Plausible:
    """What a county's figure is about: at the end of a year, how far counties differ, whether it is counted
    from January, and the target for each of last year's (none where the race asks for none)."""

    typical: str
    spread: str
    places: int
    counted: bool = False
    target: str = ""


CODES = {
    "rd_intensity": Plausible("1.62", "0.85", 2, target="1.05"),
    "rd_increase": Plausible("2.4", "1.6", 2, True, "1.1"),
    "high_tech": Plausible("26", "16", 0, True, "1.1"),
    "tech_sme": Plausible("64", "38", 0, True, "1.08"),
    "specialised": Plausible("21", "13", 0),
    "rd_activity": Plausible("58", "19", 2),
    "rd_institution": Plausible("41", "17", 2),
    "contracts": Plausible("7.5", "5", 2, True, "1.06"),
    "platform": Plausible("12", "8", 0),
    "projects": Plausible("5", "4", 0, True),
    "teams": Plausible("6", "4", 0, True),
}
"""The indicators of the county race, by the codes its rules name."""

OWNERS = {
    "rd_intensity": "省统计局", "rd_increase": "省统计局", "rd_activity": "省统计局",
    "specialised": "省工业和信息化厅", "teams": "省人力资源社会保障厅",
}  # fmt: skip
"""Departments that file for all counties; the rest each county files itself."""


PROVINCE = (
    ("2020", "188.20", "11420.5", "2861.00", "1.65"),
    ("2021", "214.60", "12510.8", "2858.00", "1.72"),
    ("2022", "240.10", "13280.4", "2849.00", "1.81"),
    ("2023", "266.90", "14010.6", "2840.00", "1.91"),
)
"""Year, R&D, product, people and intensity of the invented province."""


def enter(story: Story) -> None:
    """Put what happens with figures among the story's events, so that the journal stays in the order of days."""
    Figures(story).enter()


def last_quarter(today: dt.date) -> str:
    """The last complete quarter on the day."""
    return periods.before(periods.of(today, "quarter"))


def amount(code: str, county: str, quarter: str) -> Decimal:
    """A county's figure: each has its level and its pace, each quarter its own step, always the same."""
    what = CODES[code]
    level = Decimal(what.typical) + Decimal(what.spread) * _drawn(code, county)
    year, _kind, number = periods.parts(quarter)
    age = (year - 2026) * 4 + number
    level *= 1 + Decimal("0.016") * age * (1 + _drawn("pace", code, county)) / 2
    level *= 1 + Decimal("0.03") * _drawn(code, county, quarter)
    if what.counted:
        level *= Decimal(number) / 4
    return max(level, Decimal(0)).quantize(Decimal(1).scaleb(-what.places))


def _drawn(*words: str) -> Decimal:
    """Between -1 and 1, always the same for the same words."""
    number = int.from_bytes(hashlib.sha256("|".join(words).encode()).digest()[:6])
    return Decimal(number) / Decimal(2**47) - 1


@dataclass
class Figures:
    """The year of the figures; what is known only when it happens is looked up then."""

    story: Story
    counties: list[Unit] = field(default_factory=list)
    regions: dict[int, Region] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.office, self.root, self.today = self.story.people["office"], self.story.root, self.story.today
        last = last_quarter(self.today)
        self.quarters = [periods.step(last, -n) for n in reversed(range(QUARTERS))]

    def enter(self) -> None:
        first = self.story.start + dt.timedelta(days=2)
        self._on(first, 7, self.begin)
        for quarter in self.quarters[:-1]:
            self._on(
                max(periods.end(quarter) + dt.timedelta(days=18), first), 9, partial(self.earlier, quarter)
            )
        last = self.quarters[-1]
        asked = periods.end(last) + dt.timedelta(days=1)
        self._on(asked, 9, partial(self.ask, last))
        for days, step in ((4, self.file), (6, self.approve), (8, self.accept)):
            self._on(asked + dt.timedelta(days=days), 10, partial(step, last))
        self._on(asked + dt.timedelta(days=9), 15, self.revise)
        self._on(asked + dt.timedelta(days=11), 9, self.double)
        self._on(max(self.today - dt.timedelta(days=3), asked + dt.timedelta(days=12)), 9, self.under_way)

    def _on(self, day: dt.date, hour: int, act: Callable[[], None]) -> None:
        """A day that has not come yet is this morning's: the last quarter is complete whatever the day."""
        moment = min(dt.datetime.combine(day, dt.time(hour)), dt.datetime.combine(self.today, dt.time(7)))
        self.story.events.append(Event(moment, len(self.story.events), act))

    def begin(self) -> None:
        """The panel, our own counties, who files what, the year's targets."""
        acts.load_panel(self.office)
        self.regions = {r.unit_id: r for r in acts.add_regions(self.office, self.root) if r.unit_id}
        ours = Unit.objects.filter(pk__in=self.regions, level="county")
        self.counties = list(ours.order_by("path"))
        for code, name in OWNERS.items():
            one = Indicator.objects.get(code=code)
            acts.edit_indicator(
                self.office, one, owner=Unit.objects.get(short_name=name), why="明确数据来源部门"
            )
        self.province()
        self.set_targets()

    def province(self) -> None:
        """The invented province's own years, to be put beside the real ones, and its doubling."""
        region = self.regions[self.root.pk]
        rows = [
            acts.Row(
                code, region, year, figure, source_word=f"省统计局{year}年统计公报（虚构）",
                vintage_kind="first", published_on=self.story.start,
            )
            for year, *figures in PROVINCE
            for code, figure in zip(("rd", "gdp", "population", "rd_intensity"), figures, strict=True)
        ]  # fmt: skip
        acts.record_values(self.office, self.root, rows, why="历年公报")
        goal = acts.Goal(
            "rd", region, "2026", 2 * Decimal(PROVINCE[0][1]), kind="plan", base_period="2020",
            source_word="省“双倍增”行动方案：到2026年R&D经费比2020年翻一番",
        )  # fmt: skip
        acts.set_targets(self.office, self.root, [goal])

    def set_targets(self) -> None:
        """A year's target is a little more than its last quarter would be; quarters have their straight share."""
        goals = []
        for quarter in dict.fromkeys((*self.quarters, *(f"{q[:4]}Q4" for q in self.quarters))):
            year, _kind, number = periods.parts(quarter)
            for county in self.counties:
                for code, what in CODES.items():
                    if not what.target:
                        continue
                    whole = amount(code, county.code, f"{year - 1}Q4") * Decimal(what.target)
                    goal = whole * number / 4 if what.counted else whole
                    least = Decimal(1).scaleb(-what.places)
                    goals.append(
                        acts.Goal(
                            code, self.regions[county.pk], quarter, max(goal.quantize(least), least), kind="plan",
                            source_word=f"{self.story.plan.name}（{year}年目标{'，按季分解' if what.counted else ''}）",
                        )
                    )  # fmt: skip
        acts.set_targets(self.office, self.root, goals)

    def earlier(self, quarter: str) -> None:
        """A quarter that went its way: recorded, and published with its notice."""
        before = periods.year_earlier(quarter)
        rows = [*self._rows(quarter, tuple(CODES)), *self._rows(before, ("contracts", "rd_increase"))]
        acts.record_values(self.office, self.root, rows, why="季度填报，已由各单位负责人审核")
        acts.publish_values(self.office, self.root, quarter)

    def _rows(self, quarter: str, codes: tuple[str, ...]) -> Iterator[acts.Row]:
        for county in self.counties:
            for code in codes:
                who = OWNERS.get(code, county.brief)
                yield acts.Row(
                    code, self.regions[county.pk], quarter, amount(code, county.code, quarter),
                    source_word=f"{who}填报（{periods.words(quarter)}赛马指标）",
                )  # fmt: skip

    def ask(self, quarter: str, due: dt.date | None = None) -> None:
        """The last quarter's figures are asked for, and those of the year before entered beside them."""
        before = periods.year_earlier(quarter)
        acts.record_values(SYSTEM, self.root, self._rows(before, ("contracts", "rd_increase")))
        acts.open_collection(
            self.office, self.root, name=f"{periods.words(quarter)}赛马指标填报", period=quarter,
            due=due or max(periods.end(quarter) + dt.timedelta(days=10), self.today_in_story()),
            indicators=list(Indicator.objects.filter(code__in=CODES)),
        )  # fmt: skip

    def today_in_story(self) -> dt.date:
        return self.story.day()

    def _round(self, quarter: str) -> list[Submission]:
        made = Collection.objects.get(unit=self.root, period=quarter)
        return list(made.submissions.select_related("unit", "collection"))

    def _people(self, row: Submission) -> tuple[Person, Person]:
        return self.story.people[f"liaison-{row.unit_id}"], self.story.people[f"head-{row.unit_id}"]

    def _fill(self, row: Submission, less: int = 0) -> Submission:
        lines = list(row.lines.select_related("indicator", "region"))
        given = {
            line.pk: (str(amount(line.indicator.code, line.region.code, row.collection.period)), "")
            for line in lines[: len(lines) - less]
        }
        return acts.save_submission(self._people(row)[0], row, given, row.version)

    def file(self, quarter: str) -> None:
        for row in self._round(quarter):
            row = self._fill(row)
            acts.submit_submission(self._people(row)[0], row, row.version)

    def approve(self, quarter: str) -> None:
        for row in self._round(quarter):
            acts.approve_submission(self._people(row)[1], row)

    def accept(self, quarter: str) -> None:
        for row in self._round(quarter):
            acts.accept_submission(self.office, row)
        acts.close_collection(self.office, Collection.objects.get(unit=self.root, period=quarter))

    def revise(self) -> None:
        """Some counties' contracts of the quarter before were counted again."""
        quarter = self.quarters[-2]
        rows = [
            acts.Row(
                "contracts", self.regions[county.pk], quarter,
                amount("contracts", county.code, quarter) + Decimal("0.12") * (place + 1),
                source_word="技术合同登记机构复核", note="补登记上季度已签订的合同",
            )
            for place, county in enumerate(self.counties[1:4])
        ]  # fmt: skip
        acts.record_values(self.office, self.root, rows, why="登记机构复核后补登")

    def double(self) -> None:
        """Twice as many specialised firms in three years, on a straight line from the first quarter known."""
        base = self.quarters[0]
        goals = [
            acts.Goal(
                "specialised", self.regions[county.pk], periods.step(base, 12),
                2 * amount("specialised", county.code, base), kind="plan", base_period=base,
                source_word="省“双倍增”行动方案：三年内专精特新企业比基期翻一番",
            )
            for county in self.counties
        ]  # fmt: skip
        acts.set_targets(self.office, self.root, goals)

    def under_way(self) -> None:
        """The current quarter is asked for ahead of time: every state there is."""
        quarter = periods.step(self.quarters[-1], 1)
        self.ask(quarter, due=self.today + dt.timedelta(days=12))
        for place, row in enumerate(self._round(quarter)):
            begun = row.unit.name == VISITED or place % 6 == 4
            if place % 6 == 5 and not begun:
                continue
            row = self._fill(row, less=1 if begun else 0)
            if begun:
                continue
            liaison, head = self._people(row)
            row = acts.submit_submission(liaison, row, row.version)
            if place % 6 == 3:
                continue
            row = acts.approve_submission(head, row)
            if place % 6 == 2:
                one = row.lines.select_related("indicator").latest("pk").indicator
                acts.return_submission(self.office, row, f"“{one.name}”与上季度出入较大，请核对后重报")
