"""A year of work in the demonstration: papers come in, tasks are made, reported on, put off, signed off.

Everything goes through the acts, with the clock set to the day it happened on, in the order of days.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from luodi.office.demo import papers
from luodi.office.demo.filing import Filing
from luodi.office.demo.intake import Intake
from luodi.office.journal import clock
from luodi.office.ledger import acts, standings
from luodi.office.ledger.models import Instruction, Plan, Task
from luodi.office.ledger.tick import tick
from luodi.office.units.models import Person, Unit

MONTHS = 10  # of reports behind us; the current one is under way
THEMES = (
    "以平台促创新",
    "以企业促创新",
    "以人才促创新",
    "以改革促创新",
    "以合作促创新",
    "以绿色促创新",
    "以环境促创新",
)


@dataclass(order=True)
class Event:
    """Something that happens at a moment; events of one moment keep their order."""

    at: dt.datetime
    number: int
    act: Callable[[], Any] = field(compare=False)
    alone: bool = field(default=False, compare=False)  # commits by itself: the reading has threads


class Story:
    """The year that ends today: `run` lives through it and says how far it is."""

    def __init__(self, root: Unit, people: dict[str, Person], today: dt.date):
        self.root, self.people, self.today = root, people, today
        self.start = papers.month_after(today.replace(day=1), -MONTHS)
        self.events: list[Event] = []
        self.moment_now = dt.datetime.combine(self.start, dt.time(6))
        self.plan: Plan

    def run(self, progress: Callable[[int, int], None] = lambda done, total: None) -> Plan:
        """Everything up to this morning; answers the plan."""
        with clock.at(self.moment(0, 6)):
            self.plan = self.open_plan()
        self.write()
        end = dt.datetime.combine(self.today, dt.time(8, 30))
        happened = [e for e in self.events if e.at <= end]
        heapq.heapify(happened)
        total = len(happened)
        while happened:
            month = happened[0].at.month
            # One commit and one look at the lights for a month, not for every act.
            with transaction.atomic(), standings.later(self.day):
                while happened and happened[0].at.month == month and not happened[0].alone:
                    self.live(heapq.heappop(happened))
            if happened and happened[0].alone:
                self.live(heapq.heappop(happened))
            progress(total - len(happened), total)
        with clock.at(end):
            tick(self.today)
        return self.plan

    def day(self) -> dt.date:
        """The day of the last event."""
        return self.moment_now.date()

    def live(self, event: Event) -> None:
        self.moment_now = event.at
        with clock.at(event.at):
            event.act()

    def on(self, month: int, day: int, act: Callable[[], Any], hour: int = 9, alone: bool = False) -> None:
        """Enter an event."""
        self.events.append(Event(self.moment(month, day, hour), len(self.events), act, alone))

    def moment(self, month: int, day: int, hour: int = 9) -> dt.datetime:
        first = papers.month_after(self.start, month)
        return dt.datetime.combine(first + dt.timedelta(days=day - 1), dt.time(hour))

    def open_plan(self) -> Plan:
        end = papers.month_after(self.start, 12) - dt.timedelta(days=1)
        return acts.open_plan(
            self.people["office"],
            self.root,
            name=f"{self.start.year}年科技创新工作推进方案",
            code="科创",
            since=self.start,
            until=end,
            source_name="省科技创新委员会",
            themes=THEMES,
        )

    def write(self) -> None:
        """The whole year's events."""
        intake, filing = Intake(self.people, self.plan), Filing(self.people, self.plan, MONTHS)
        for paper in papers.PAPERS:
            self.on(
                paper.month,
                paper.day,
                partial(intake.take, paper.name, papers.content(paper, self.start)),
                alone=True,
            )
            self.on(paper.month, paper.day, partial(intake.decide, paper.name), hour=11)
        yesterday = self.today - dt.timedelta(days=1)
        latest = papers.Paper(MONTHS, 0, "06-latest.txt", "办公室全体成员会议纪要.docx")
        since = (yesterday - papers.month_after(self.start, MONTHS)).days + 1
        self.on(
            MONTHS,
            since,
            lambda: intake.take(latest.name, papers.content(latest, self.start, yesterday.day)),
            hour=16,
            alone=True,
        )
        for month in range(MONTHS + 1):
            for day in (1, 8, 15, 26):
                self.on(month, day, lambda: tick(clock.today()), hour=6)
            filing.month(self, month)
        self.on(5, 11, self.instruct, hour=15)
        self.on(5, 13, self.follow, hour=10)
        self.on(9, 16, self.instruct_late, hour=15)

    def instruct(self) -> None:
        """The leader's words on a task that is behind, and on something new."""
        leader = self.people["leader"]
        behind = Task.objects.filter(plan=self.plan, standing__light="red").order_by("pk").first()
        if behind is not None:
            text = "进度滞后，请牵头单位主要负责同志亲自研究，一周内拿出赶进度的办法。"
            acts.instruct(leader, self.plan, text, task=behind)
        text = "请省科技厅研究建立重大科技项目全过程跟踪服务机制，两个月内提出意见。"
        acts.instruct(leader, self.plan, text)

    def follow(self) -> None:
        """The office makes a task of the words that stand on no task, and files the others."""
        office = self.people["office"]
        for instruction in Instruction.objects.filter(plan=self.plan, state=Instruction.State.OPEN):
            if instruction.task_id is not None:
                acts.note_instruction(office, instruction, "已转牵头单位办理，纳入本月调度。")
                continue
            acts.task_from_instruction(
                office,
                instruction,
                title="研究建立重大科技项目全过程跟踪服务机制",
                leads=[Unit.objects.get(short_name="省科技厅")],
                due=clock.today() + dt.timedelta(days=61),
                due_text="两个月内",
            )

    def instruct_late(self) -> None:
        """One more, which the office has not handled yet."""
        text = "年底将至，请办公室逐项排查未完成任务，提出收官安排报我。"
        acts.instruct(self.people["leader"], self.plan, text)
