"""The evening of the last day: every liaison saves and hands in a report, all at once.

`to_file` and `outcome` run where the office's database is; `rush` is a browser for each liaison.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

from benchmarks.office.clients import Browser


@dataclass(frozen=True)
class Due:
    """A report to hand in: who does, for which task, in which round."""

    login: str
    task: int
    round: int

    @property
    def path(self) -> str:
        return f"/tasks/{self.task}/reports/{self.round}/"

    @property
    def text(self) -> str:
        return f"第{self.task}项任务本月按计划推进，由{self.login}填报。"


def to_file(count: int) -> list[Due]:
    """Tasks whose report of the newest round nobody has begun, each of another unit with a liaison of its own."""
    from django.db.models import Exists, OuterRef

    from luodi.office.ledger.models import Report, Round, Task
    from luodi.office.ledger.models.tasks import LIVE
    from luodi.office.units.models import Role

    found: dict[str, Due] = {}
    logins = dict(Role.objects.filter(kind="liaison").values_list("unit_id", "person__login"))
    for round in Round.objects.filter(closed_at=None).order_by("-month", "pk"):
        tasks = Task.objects.filter(
            plan_id=round.plan_id, state__in=LIVE, children=None, assigned_at__lte=round.opened_at
        )
        tasks = tasks.exclude(Exists(Report.objects.filter(task=OuterRef("pk"), round=round)))
        for task, lead in tasks.order_by("pk").values_list("pk", "lead_id"):
            if len(found) == count:
                return list(found.values())
            if logins.get(lead):
                found.setdefault(logins[lead], Due(logins[lead], task, round.pk))
    return list(found.values())


@dataclass
class Rush:
    """What it came to."""

    statuses: dict[str, int]
    errors: list[str]
    wall: float
    slowest: float


def signed_in(port: int, dues: list[Due], password: str) -> list[Browser]:
    """A session for each, opened at the door like anybody's."""
    browsers = []
    for due in dues:
        browser = Browser(port)
        browser.sign_in(due.login, password)
        browser.hang_up()
        browsers.append(browser)
    return browsers


def rush(browsers: list[Browser], dues: list[Due]) -> Rush:
    """All open the form; when the last one has it, all save, then hand in, at once."""
    found = Rush({}, [], 0.0, 0.0)
    lock, gate = threading.Lock(), threading.Barrier(len(dues) + 1)

    def liaison(browser: Browser, due: Due) -> None:
        took: list[tuple[str, int]] = []
        began = 0.0
        try:
            try:
                page = browser.get(due.path)
                took.append(("form", page.status))
                browser.hang_up()
            finally:
                gate.wait(600)
            began = time.perf_counter()
            values = {"progress": due.text, "done": due.text, "percent": "42", "next": "继续推进。"}
            answer = browser.post(due.path, {**page.hidden, **values, "do": "save"})
            took.append(("save", answer.status))
            page = browser.get(due.path)
            took.append(("form again", page.status))
            answer = browser.post(due.path, {**page.hidden, **values, "do": "submit"})
            took.append(("submit", answer.status))
        except Exception as error:  # any failure of any liaison is what is looked for
            with lock:
                found.errors.append(f"{due.login} after {took}: {type(error).__name__}: {error}")
        finally:
            browser.hang_up()
            with lock:
                for step, status in took:
                    key = f"{step} {status}"
                    found.statuses[key] = found.statuses.get(key, 0) + 1
                found.slowest = max(found.slowest, time.perf_counter() - began if began else 0.0)

    threads = [threading.Thread(target=liaison, args=pair) for pair in zip(browsers, dues, strict=True)]
    for thread in threads:
        thread.start()
    gate.wait(600)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    found.wall = time.perf_counter() - began
    return found


def outcome(dues: list[Due]) -> dict[str, Any]:
    """What is in the office afterwards: reports handed in with their words, entries for each, the chain."""
    from django.db.models import Count

    from luodi.office.journal.models import Entry
    from luodi.office.journal.verify import verify
    from luodi.office.ledger.models import Report, Standing

    wanted = {(d.task, d.round): d for d in dues}
    rows = Report.objects.filter(task_id__in=[d.task for d in dues])
    good = [
        (r.task_id, r.round_id)
        for r in rows
        if (d := wanted.get((r.task_id, r.round_id))) is not None
        and r.state == "submitted"
        and r.progress == r.done == d.text
        and r.percent == 42
    ]
    entries = Entry.objects.filter(
        act="report.submit", subject_type="ledger.task", subject_id__in=[d.task for d in dues]
    )
    newest = entries.values_list("subject_id").annotate(n=Count("number"))
    numbers = Entry.objects.order_by("number").values_list("number", flat=True)
    standing = Standing.objects.filter(pk__in=[d.task for d in dues], report_state="submitted").count()
    return {
        "wanted": len(dues),
        "handed in": len(set(good)),
        "entries": dict(newest),
        "standings": standing,
        "numbers without a gap": list(numbers) == list(range(1, len(numbers) + 1)),
        "chain intact": verify((), None).intact,
    }
