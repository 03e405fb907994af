"""The demonstration's races: the counties' quarters, three published and one under appeal; and the provinces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from luodi import racing
from luodi.office.demo.figures import last_quarter
from luodi.office.demo.story import Event, Story
from luodi.office.figures import periods
from luodi.office.figures.models import Indicator, Region, Value
from luodi.office.ledger import standings
from luodi.office.races import acts
from luodi.office.races.models import Appeal, CheckLine, Participant, Race, Round
from luodi.office.races.papers import notice_of
from luodi.office.races.studying import study_version
from luodi.office.units.models import Person

ROUNDS = 4
PROOF = b"%PDF-1.4\n% demonstration\n"
OURS = {
    'document: ""': "document: 河清省县（市、区）科技创新季度赛马办法",
    "name: A类, from: 80": "name: A类, from: 85",
    "name: B类, from: 60": "name: B类, from: 82",
}
"""What this office changed in the shipped rules."""
PROVINCES = """# 省际R&D投入比较（演示）：用公布的面板数据，全部公布。
id: province-rd
version: "2024-1"
title: 省际R&D投入比较
document: 演示用，不是任何机关发布的排名
effective_from: 2024-01-01
weights: points
full: 100
missing: zero
ties: [rd_intensity]
rank_within: both
group_column: 区域
indicators:
  - code: effort
    name: 投入强度
    weight: 60
    indicators:
      - {code: rd_intensity, name: R&D经费投入强度, unit: "%", weight: 40, normaliser: efficacy, source: 统计局}
      - {code: rd_per_capita, name: 人均R&D经费, unit: 元, weight: 20, normaliser: efficacy, source: 系统计算}
  - code: scale
    name: 规模和增长
    weight: 40
    indicators:
      - {code: rd, name: R&D经费, unit: 亿元, weight: 20, normaliser: efficacy, source: 统计局}
      - {code: rd_growth, name: R&D经费增速, unit: 亿元, weight: 20, normaliser: growth, cap: 15%, full: 15%, base_floor: 1, column: R&D经费, base_column: R&D经费上年, source: 统计局}
classes:
  - {name: 第一方阵, from: 80}
  - {name: 第二方阵, from: 65}
  - {name: 第三方阵}
publish: {table: full, places: 2}
"""
AREAS = {"1": "东部", "2": "东北", "3": "东部", "4": "中部", "5": "西部", "6": "西部"}
INLAND = {"14": "中部", "15": "西部", "34": "中部", "36": "中部", "44": "东部", "45": "西部", "46": "东部"}


def enter(story: Story) -> None:
    """Put the races' steps among the story's events, so that the journal stays in the order of days."""
    Races(story).enter()


class Races:
    """A year of races; what is known only when it happens is looked up then."""

    def __init__(self, story: Story) -> None:
        self.story, self.root, self.today = story, story.root, story.today
        self.people, self.office = story.people, story.people["office"]
        last = last_quarter(self.today)
        self.periods = [periods.step(last, n + 1 - ROUNDS) for n in range(ROUNDS)]
        self.race: Race

    def enter(self) -> None:
        """Each step on its working day; what would lie ahead of today happens this morning, in order."""
        first = self.story.start + dt.timedelta(days=3)
        self._on(first, 15, self.open_race)
        self._on(first, 16, self.provinces)
        days = standings.calendar()
        for number, period in enumerate(self.periods[:-1]):
            start = days.shift(max(periods.end(period) + dt.timedelta(days=19), first))
            for after, hour, step in (
                (0, 10, self.begin), (1, 9, self.check), (2, 9, self.lay_open), (4, 14, self.confirm),
                (8, 9, self.freeze), (10, 16, self.meet), (11, 10, self.publish),
            ):  # fmt: skip
                self._on(
                    days.add_working(start, after) if after else start, hour, partial(step, period, number)
                )
        period = self.periods[-1]
        complete = periods.end(period) + dt.timedelta(days=11)
        for before, hour, step in (
            (-5, 10, self.begin), (-4, 9, self.check), (-3, 9, self.lay_open), (-2, 10, self.appeal),
            (-1, 11, self.rule), (0, 7, self.appeal_again),
        ):  # fmt: skip
            day = max(days.add_working(self.today, before), complete)
            self._on(day, hour, partial(step, period, ROUNDS - 1))

    def _on(self, day: dt.date, hour: int, act: Callable[[], None]) -> None:
        moment = min(dt.datetime.combine(day, dt.time(hour)), dt.datetime.combine(self.today, dt.time(7, 30)))
        self.story.events.append(Event(moment, len(self.story.events), act))

    def _round(self, period: str) -> Round:
        return Round.objects.select_related("race__unit", "rules").get(race=self.race, period=period)

    def _parts(self) -> list[Participant]:
        return list(self.race.participants.select_related("region__unit"))

    def _head(self, region: Region) -> Person:
        assert region.unit is not None
        return self.people[f"head-{region.unit.pk}"]

    def open_race(self) -> None:
        """The shipped rules with the paper of this office; counties in two classes."""
        text = racing.shipped()["county-race"].read_text("utf-8")
        for old, new in OURS.items():
            text = text.replace(old, new)
        regions = Region.objects.filter(unit__level="county").select_related("unit").order_by("order", "code")
        self.race = acts.open_race(
            self.office,
            self.root,
            name="县（市、区）科技创新季度赛马",
            participants=[(r, "一类" if n % 2 == 0 else "二类") for n, r in enumerate(regions)],
            text=text,
            red_top=3,
            black_bottom=3,
            praise_first=3,
            addressee="各县（市、区）人民政府",
            issuer=f"{self.root.name}科技创新委员会办公室",
        )

    def begin(self, period: str, number: int) -> None:
        """Opened, a prize and a platform entered with their papers."""
        rules = self.race.rules.get(number=1)
        day = self.story.day()
        round = acts.open_round(self.office, self.race, period=period, rules=rules, collect_due=day)
        for place, part in enumerate(self._parts()[1 + number : 6 + number : 3]):
            acts.add_entry(
                self.office, round, part.region, "国家级平台和奖励", name="批准文件.pdf", data=PROOF,
                why="获批国家级创新平台" if place else "获国家科学技术奖",
            )  # fmt: skip

    def check(self, period: str, number: int) -> None:
        for line in acts.check_round(self.office, self._round(period)):
            if line.level == CheckLine.Level.SERIOUS:
                acts.explain(self.office, line, why="已与数据来源部门核对，数据属实")

    def lay_open(self, period: str, number: int) -> None:
        last = number == ROUNDS - 1
        due = standings.calendar().add_working(
            max(self.story.day(), self.today) if last else self.story.day(), 5
        )
        acts.open_confirmation(self.office, self._round(period), due=due)

    def confirm(self, period: str, number: int) -> None:
        """Somebody always lets the deadline pass."""
        for place, part in enumerate(self._parts()):
            if place % 8 != 7 - number:
                acts.confirm(self._head(part.region), self._round(period), part.region)

    def freeze(self, period: str, number: int) -> None:
        acts.freeze_round(self.office, self._round(period))
        acts.compute_round(self.office, self._round(period))

    def meet(self, period: str, number: int) -> None:
        acts.meet(self.office, self._round(period), meeting=f"{periods.words(period)}办公室主任会议")

    def publish(self, period: str, number: int) -> None:
        round = self._round(period)
        version = round.versions.select_related("rules", "previous__rules").first()
        assert version is not None
        acts.publish(self.office, round, notice=notice_of(round, version))
        if number == ROUNDS - 2:  # the latest that is published shows how sure its places are
            study = acts.order_study(self.office, version, draws=1_000, queue=False)
            study_version.func(study.pk)

    def appeal(self, period: str, number: int) -> None:
        """Two appeals: of one the office will think otherwise."""
        self._appeal(period, 2, "high_tech", 6, "有6家企业的证书在季末前已经公示，没有计入。")
        self._appeal(period, 4, "teams", 3, "引进的3个团队已经签约。")

    def rule(self, period: str, number: int) -> None:
        first, second = Appeal.objects.filter(round=self._round(period)).order_by("pk")
        acts.rule_appeal(self.office, first, upheld=True, ruling="公示文件日期在季末以前，应当计入。")
        acts.rule_appeal(self.office, second, upheld=False, ruling="签约时间在季末以后，计入下一季度。")
        for part in self._parts()[5:]:
            if part.order % 3:
                acts.confirm(self._head(part.region), self._round(period), part.region)

    def appeal_again(self, period: str, number: int) -> None:
        """One still to be ruled this morning."""
        self._appeal(period, 0, "contracts", 1, "有一份技术合同登记在邻县，买方在本县。")

    def _appeal(self, period: str, place: int, code: str, more: int, why: str) -> Appeal:
        region = self._parts()[place].region
        indicator = Indicator.objects.get(code=code)
        value = Value.objects.filter(region=region, indicator=indicator, period=period).order_by("-vintage")[
            0
        ]
        return acts.appeal(
            self._head(region), self._round(period), region, indicator, claimed=value.figure + more, reason=why,
            name="证明材料.pdf", data=PROOF,
        )  # fmt: skip

    def provinces(self) -> None:
        """The published panel of 31 provinces, raced by plain rules from beginning to end."""
        regions = list(Region.objects.filter(kind="province", unit=None).order_by("code"))
        race = acts.open_race(
            self.office,
            self.root,
            name="省际R&D投入比较",
            participants=[(r, INLAND.get(r.code[:2], AREAS.get(r.code[:1], ""))) for r in regions],
            text=PROVINCES,
            red_top=0,
            praise_first=0,
        )
        round = acts.open_round(
            self.office, race, period="2023", rules=race.rules.get(number=1), collect_due=self.story.day()
        )
        for line in acts.check_round(self.office, round):
            if line.level == CheckLine.Level.SERIOUS:
                acts.explain(self.office, line, why="公布的资料里没有，按缺报计分")
        acts.open_confirmation(self.office, round)
        acts.freeze_round(self.office, round)
        acts.compute_round(self.office, round)
        acts.meet(self.office, round, meeting="办公室主任会议")
        acts.publish(self.office, round)
