"""The demonstration's months: liaisons file, heads approve, the office accepts; what is done is signed off."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from luodi.office.demo.pace import AHEAD, SLOW, STEADY, STUCK, Pace, pace_of, words
from luodi.office.demo.people import VISITED
from luodi.office.journal import clock
from luodi.office.ledger import acts, schedule
from luodi.office.ledger.models import Measure, Plan, Postponement, Report, Round, SignOff, Task
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.units.models import Person

if TYPE_CHECKING:
    from luodi.office.demo.story import Story

WHOLE = Decimal(100)
RETURNED = "完成率与上期相比变化较大，请补充说明依据并附佐证。"


class Filing:
    """Who does what about the tasks in each month."""

    def __init__(self, people: dict[str, Person], plan: Plan, last: int):
        self.people, self.plan, self.last = people, plan, last

    def month(self, story: Story, month: int) -> None:
        """Enter the month's events."""
        for day in (15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 27):
            story.on(month, day, partial(self.file, month, day), hour=14)
        for day in (18, 21, 24, 27):
            story.on(month, day, self.approve, hour=17)
        for day in (20, 25, 28):
            story.on(month, day, partial(self.accept, month, day), hour=10)
        story.on(month, 3, self.receive, hour=10)
        story.on(month, 24, self.receive, hour=9)
        story.on(month, 9, partial(self.ask_later, month), hour=10)
        story.on(month, 10, self.approve_later, hour=16)
        story.on(month, 11, self.grant_later, hour=10)
        story.on(month, 12, self.ask_signoff, hour=10)
        story.on(month, 13, self.approve_signoff, hour=16)
        story.on(month, 14, self.check_signoff, hour=10)
        # What was reported as done this month is handed in before its month ends.
        story.on(month, 26, self.ask_signoff, hour=11)
        story.on(month, 26, self.approve_signoff, hour=16)
        story.on(month, 27, self.check_signoff, hour=10)

    def tasks(self) -> list[Task]:
        """Tasks that are reported on: no parents that only roll up."""
        rows = Task.objects.filter(plan=self.plan, state__in=LIVE, collective="")
        return list(rows.select_related("lead", "plan").order_by("pk"))

    def head(self, task: Task) -> Person:
        return self.people[f"head-{task.lead_id}"]

    def liaison(self, task: Task) -> Person:
        return self.people[f"liaison-{task.lead_id}"]

    def receive(self) -> None:
        """Liaisons sign for what was assigned; those that never do anything in time do not."""
        for task in self.tasks():
            if task.state == "assigned" and not (pace_of(task.pk).kind == STUCK and task.pk % 2):
                acts.receive_task(self.liaison(task), task)

    def file(self, month: int, day: int) -> None:
        """Those whose habit is this day of the month file their reports."""
        round = Round.objects.filter(plan=self.plan, month=clock.today().replace(day=1)).first()
        if round is None:
            return
        filed = set(Report.objects.filter(round=round).values_list("task_id", flat=True))
        for task in self.tasks():
            if task.pk in filed or task.state == "closing" or self.habit(task, month) != day:
                continue
            pace = pace_of(task.pk)
            values: dict[str, Any] = words(task.pk, month, pace)
            percent = self.percent(task, pace)
            values["percent"] = percent
            values["measures"] = {m.pk: self.reached(m, percent) for m in task.measures.all()}
            values["done"] = self.summary(task, percent, values["measures"])
            report = acts.save_draft(self.liaison(task), round, task, values, 0)
            if not (pace.kind == STUCK and month % 4 == 3):  # a draft that was never sent
                acts.submit_report(self.liaison(task), report, report.version)

    def habit(self, task: Task, month: int) -> int:
        """On which day the unit files: before the 25th, or after; those who visit find work waiting."""
        if task.lead.name == VISITED and month == self.last:
            return 22 if task.pk % 2 else 24
        pace, draw = pace_of(task.pk), (task.lead_id * 31 + task.pk * 17 + month * 13) % 100
        return 26 + draw % 2 if draw < pace.late * 100 else 15 + (task.lead_id * 3 + month) % 10

    def percent(self, task: Task, pace: Pace) -> Decimal:
        """What is done by today: what the schedule asks, times the pace; never less than last month."""
        today = clock.today()
        start = task.starts or (task.assigned_at.date() if task.assigned_at else self.plan.since)
        due = task.due or self.plan.until
        stages = [(m.due, m.percent) for m in task.milestones.all()]
        asked = schedule.planned(today, start=start, due=due, milestones=stages) or Decimal(0)
        done = asked * pace.share
        if due is not None and today.replace(day=1) >= due.replace(day=1):
            late = (today.year - due.year) * 12 + today.month - due.month
            done = {STEADY: WHOLE, AHEAD: WHOLE, SLOW: WHOLE * pace.share + 20 * late}.get(pace.kind, done)
        return max(task.progress, min(WHOLE, done).quantize(Decimal(1)))

    def reached(self, measure: Measure, percent: Decimal) -> Decimal:
        """The figure that goes with so much of the work."""
        target, base = measure.target or Decimal(0), measure.baseline or Decimal(0)
        value = base + (target - base) * percent / WHOLE
        return (
            value.quantize(Decimal(1)) if target == target.to_integral() else value.quantize(Decimal("0.01"))
        )

    def summary(self, task: Task, percent: Decimal, reached: dict[int, Decimal]) -> str:
        """累计完成 in words."""
        figures = [f"{m.indicator}{reached[m.pk]:f}{m.unit}" for m in task.measures.all() if m.pk in reached]
        return f"累计完成{percent}%" + (f"，其中{'、'.join(figures)}" if figures else "") + "。"

    def approve(self) -> None:
        """Heads go through what their liaisons submitted, all at once."""
        waiting = Report.objects.filter(round__plan=self.plan, state=Report.State.SUBMITTED)
        rows = list(waiting.select_related("task__lead").order_by("task__lead_id", "pk"))
        for lead, reports in groupby(rows, key=lambda r: r.task.lead_id):
            acts.approve_reports(self.people[f"head-{lead}"], list(reports))

    def accept(self, month: int, day: int) -> None:
        """The office accepts; on the 25th it sends one report of the month back, which comes again."""
        waiting = Report.objects.filter(round__plan=self.plan, state=Report.State.APPROVED)
        rows = list(waiting.select_related("task__lead", "round").order_by("pk"))
        if day == 25 and rows and month % 2:
            back = rows.pop(len(rows) // 2)
            acts.return_report(self.people["office"], back, RETURNED)
            liaison = self.liaison(back.task)
            back.refresh_from_db()
            text = f"{back.done}已补充佐证材料。"
            again = acts.save_draft(liaison, back.round, back.task, {"done": text}, back.version)
            acts.submit_report(liaison, again, again.version)
        if rows:
            acts.accept_reports(self.people["office"], rows)

    def ask_later(self, month: int) -> None:
        """Some that are slow ask for a later date while there is time."""
        today = clock.today()
        for task in self.tasks():
            slow = pace_of(task.pk).kind in (SLOW, STUCK) and task.pk % 3 == 0
            if not slow or task.due is None or not 0 <= (task.due - today).days <= 31:
                continue
            if task.due != task.due_first or task.state not in ("received", "active"):
                continue
            acts.ask_postponement(
                self.liaison(task),
                task,
                due=task.due + dt.timedelta(days=61),
                reason="前期手续办理时间较长，主体工作难以在原定时限内完成。",
                progress=f"已完成{task.progress:.0f}%，剩余工作已排定计划。",
            )

    def approve_later(self) -> None:
        for asked in Postponement.objects.filter(task__plan=self.plan, state=Postponement.State.ASKED):
            acts.approve_postponement(self.head(asked.task), asked)

    def grant_later(self) -> None:
        for asked in Postponement.objects.filter(task__plan=self.plan, state=Postponement.State.APPROVED):
            grant = asked.pk % 3 > 0  # two of three
            decision = "同意延期，不再二次延期。" if grant else "理由不充分，请按原定时限加快推进。"
            acts.decide_postponement(self.people["office"], asked, grant, decision)

    def ask_signoff(self) -> None:
        """What is wholly done is handed in with its evidence."""
        for task in self.tasks():
            if task.progress < WHOLE or task.state != "active":
                continue
            liaison = self.liaison(task)
            for stage in task.milestones.filter(done_on=None):
                acts.mark_milestone(liaison, stage, min(stage.due, clock.today()))
            for measure in task.measures.all():
                name = f"佐证材料：{measure.indicator}.txt"
                text = f"{task.title}\n{measure.indicator}：{measure.current or 0:f}{measure.unit}\n附：验收意见、名单、影像资料目录。\n"
                acts.add_evidence(
                    liaison, task, name, text.encode(), measure=measure, media_type="text/plain"
                )
            text = f"{task.title}已全面完成，经自查达到预期目标，申请办结。"
            unmet = "有关指标以主管部门年度统计数据为准，已附阶段性证明。" if acts.shortcomings(task) else ""
            acts.ask_signoff(liaison, task, statement=text, unmet=unmet)

    def approve_signoff(self) -> None:
        for asked in SignOff.objects.filter(task__plan=self.plan, state=SignOff.State.UNIT):
            acts.approve_signoff(self.head(asked.task), asked)

    def check_signoff(self) -> None:
        """A second pair of eyes of the office checks; now and then something is sent back."""
        for asked in SignOff.objects.filter(task__plan=self.plan, state=SignOff.State.OFFICE):
            if asked.task_id % 17 == 0 and asked.task.signoffs.count() == 1:
                acts.return_signoff(self.people["office2"], asked, "佐证材料不全，请补充验收意见后再报。")
            else:
                acts.check_signoff(self.people["office2"], asked, dict.fromkeys(acts.CHECKS, True))
