"""Kill a process that acts, 200 times, and look whether anything was lost, doubled or left half done.

    python killing.py KILLS SEED ENTRIES OUT

Forked processes act and are killed, each at a random moment; then one goes on undisturbed until the
journal has ENTRIES entries. Which act comes next, and at what moment, depends on the database alone:
with KILLS 0 the same rows must come about. OUT holds them for comparison. The database is that of
the environment (LUODI_HOME, DATABASE_URL) and must be empty.
"""

# ruff: noqa: E402  # Django is set up before its models can be imported
from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.office.settings")

import django

django.setup()

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Sum
from tests.office.world import make_world

from luodi.office import home
from luodi.office.journal import clock
from luodi.office.journal.models import Entry, Head
from luodi.office.journal.record import AlreadyDone, request
from luodi.office.journal.verify import verify
from luodi.office.ledger import acts
from luodi.office.ledger.models import Comment, Evidence, Report, Round, SignOff, Task
from luodi.office.units.models import Person

Step = dict[str, Any]
START = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
AT_ONCE = 3
"""Tasks under way at the same time."""


def set_up() -> None:
    home.home().mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    with clock.at(START):
        world = make_world()
        acts.open_round(world.people["office"], world.plan, dt.date(2026, 11, 1))


# ---- what comes next ---------------------------------------------------------------------------


def next_step() -> Step:
    """What to do now, from the rows alone; `token` is the form's."""
    number = Head.objects.get().number
    step: Step = {"token": f"step-{number}", "number": number}
    mine = list(
        Task.objects.filter(title__startswith="任务").exclude(state="closed").order_by("pk")[:AT_ONCE]
    )
    dice = random.Random(number)
    if len(mine) < AT_ONCE:
        return step | {"do": "add", "title": f"任务{number}"}
    task = dice.choice(mine)
    return step | {"task": task.pk} | _next_of(task)


def _next_of(task: Task) -> Step:
    signoff = task.signoffs.first()
    if signoff is not None:
        return {
            "do": {"unit": "approve_signoff", "office": "check_signoff"}[signoff.state],
            "signoff": signoff.pk,
        }
    if task.state == "assigned":
        return {"do": "receive"}
    report = task.reports.first()
    if report is None or (report.state == "draft" and report.version < 3):
        return {"do": "save", "version": report.version if report else 0}
    if report.state == "draft":
        if not task.evidence.exists():
            return {"do": "evidence"}
        return {"do": "submit", "report": report.pk, "version": report.version}
    if report.state in ("submitted", "approved"):
        return {"do": {"submitted": "approve", "approved": "accept"}[report.state], "report": report.pk}
    if not task.comments.exists():
        return {"do": "comment"}
    return {"do": "ask"}


def perform(step: Step) -> None:
    """The step's act, as a page would call it: rows read anew, its form's token with it."""
    people = {p.login: p for p in Person.objects.select_related("unit")}
    liaison, head, office = people["east_liaison"], people["east_head"], people["office"]
    task = Task.objects.get(pk=step["task"]) if "task" in step else None
    report = Report.objects.get(pk=step["report"]) if "report" in step else None
    signoff = SignOff.objects.get(pk=step["signoff"]) if "signoff" in step else None
    round_, number = Round.objects.get(), step["number"]
    doing: dict[str, Any] = {
        "add": lambda: acts.add_task(
            office, round_.plan, title=step["title"], leads=[liaison.unit], due=dt.date(2026, 12, 20)
        ),
        "receive": lambda: acts.receive_task(liaison, task),
        "save": lambda: acts.save_draft(
            liaison, round_, task, {"progress": f"进展{number}", "percent": number % 100}, step["version"]
        ),
        "evidence": lambda: acts.add_evidence(liaison, task, "佐证.txt", f"佐证{number}".encode()),
        "submit": lambda: acts.submit_report(liaison, report, step["version"]),
        "approve": lambda: acts.approve_report(head, report),
        "accept": lambda: acts.accept_report(office, report),
        "comment": lambda: acts.comment(office, task, f"意见{number}"),
        "ask": lambda: acts.ask_signoff(liaison, task, statement="已办结", unmet="其余明年继续"),
        "approve_signoff": lambda: acts.approve_signoff(head, signoff),
        "check_signoff": lambda: acts.check_signoff(office, signoff, dict.fromkeys(acts.CHECKS, True)),
    }
    with clock.at(START + dt.timedelta(minutes=number)), request("a-request", step["token"]):
        doing[step["do"]]()


# ---- dying ---------------------------------------------------------------------------------------


def child(out: int) -> None:
    """Act until killed, saying before each act what is tried and after it that it is done."""
    try:
        while True:
            step = next_step()
            os.write(out, b"try " + json.dumps(step).encode() + b"\n")
            perform(step)
            os.write(out, b"did " + step["token"].encode() + b"\n")
    except BaseException:
        os.write(out, b"error " + json.dumps(traceback.format_exc()).encode() + b"\n")
    finally:
        os._exit(1)


def kill_one(tries: int, after: float) -> tuple[list[Step], list[str]]:
    """Kill a child so long after its n-th try began; what it said it tried, and what it said was done."""
    connection.close()  # a connection must not be shared over a fork
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reads)
        child(writes)
    os.close(writes)
    said = b""
    while said.count(b"try ") < tries and (data := os.read(reads, 65536)):
        said += data
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    while data := os.read(reads, 65536):
        said += data
    os.close(reads)
    _pid, status = os.waitpid(pid, 0)
    tried, did = [], []
    for line in said.decode().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "error":
            raise AssertionError(json.loads(rest))
        if kind == "try":
            tried.append(json.loads(rest))
        else:
            did.append(rest)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    _settle()
    return tried, did


def _settle() -> None:
    """PostgreSQL ends the transaction of a killed client when it notices: wait until it has."""
    if connection.vendor != "postgresql":
        return
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.01)
    raise AssertionError("the killed client's session is still there")


# ---- looking -------------------------------------------------------------------------------------


def look(did: list[str]) -> None:
    """The chain holds, what was acknowledged is there, rows and entries agree."""
    result = verify()
    assert result.intact, result.breaks
    assert Head.objects.get().number == result.entries
    kept = set(Entry.objects.filter(once__in=did).values_list("once", flat=True))
    assert kept == set(did), f"acknowledged and lost: {set(did) - kept}"
    count = dict(Entry.objects.order_by().values_list("act").annotate(Count("number")))

    def entries(*names: str) -> int:
        return sum(count.get(name, 0) for name in names)

    report, signoff = ("submitted", "approved", "accepted"), ("unit", "office", "done")
    tasks = Task.objects.filter(title__startswith="任务")
    pairs = {
        "tasks": (tasks.count(), entries("task.add")),
        "closed": (tasks.filter(state="closed").count(), entries("task.close")),
        "standings": (tasks.filter(standing__state="closed").count(), entries("task.close")),
        "reports": (Report.objects.aggregate(n=Sum("version"))["n"] or 0,
                    entries("report.save", "report.submit", "report.approve", "report.accept")),
        "submitted": (Report.objects.filter(state__in=report).count(), entries("report.submit")),
        "approved": (Report.objects.filter(state__in=report[1:]).count(), entries("report.approve")),
        "accepted": (Report.objects.filter(state="accepted").count(), entries("report.accept")),
        "asked": (SignOff.objects.filter(state__in=signoff).count(), entries("signoff.ask")),
        "signed": (SignOff.objects.filter(state__in=signoff[1:]).count(), entries("signoff.approve")),
        "checked": (SignOff.objects.filter(state="done").count(), entries("signoff.check")),
        "comments": (Comment.objects.count(), entries("task.comment")),
        "evidence": (Evidence.objects.count(), entries("evidence.add")),
        "versions": (tasks.aggregate(n=Sum("version"))["n"] or 0, versions(tasks, entries)),
    }  # fmt: skip
    wrong = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    assert not wrong, f"rows and entries differ: {wrong}"
    for file in Evidence.objects.order_by("-pk").select_related("file")[:3]:
        assert file.file.path.stat().st_size == file.file.size


def versions(tasks: Any, entries: Any) -> int:
    """The sum of the tasks' versions: what a new task has, and one more for each act that raises it."""
    fresh = Task._meta.get_field("version").default
    raising = entries("task.receive", "report.accept", "signoff.ask", "task.close")
    return int(tasks.count() * fresh + raising)


def retry(step: Step) -> str:
    """Send the last form again. It acts if it had not, and says so if it had."""
    before = Entry.objects.filter(once=step["token"]).count()
    try:
        perform(step)
        outcome = "acted"
    except AlreadyDone:
        outcome = "told"
    assert outcome == ("told" if before else "acted")
    assert Entry.objects.filter(once=step["token"]).count() == 1
    return outcome


def warm_up() -> float:
    """Act a while undisturbed, so that the forks find everything imported; how long an act takes here."""
    times = []
    for _ in range(15):
        begun = time.perf_counter()
        perform(next_step())
        times.append(time.perf_counter() - begun)
    return sorted(times)[len(times) // 2]


def kill(kills: int, seed: int) -> dict[str, int]:
    dice = random.Random(seed)
    length = warm_up()
    found = {"kills": 0, "acknowledged": 0, "inside": 0, "rolled back": 0, "kept unsaid": 0}
    while found["kills"] < kills:
        tried, did = kill_one(dice.randint(1, 2), dice.uniform(0, 1.1) * length)
        look(did)
        found["kills"] += 1
        found["acknowledged"] += len(did)
        if tried:
            outcome = retry(tried[-1])
            if len(did) < len(tried):
                found["inside"] += 1
                found["rolled back" if outcome == "acted" else "kept unsaid"] += 1
            else:
                assert outcome == "told"
    look([])
    return found


# ---- comparing -----------------------------------------------------------------------------------


def rows() -> dict[str, Any]:
    """All rows of the office. Numbers the database gave are replaced by their place, where gaps may differ."""
    gaps = connection.vendor == "postgresql"
    models = [
        model
        for label in ("journal", "units", "files", "ledger")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    places = {
        model: {pk: place for place, pk in enumerate(model._default_manager.order_by("pk").values_list("pk", flat=True))}
        for model in models
    }  # fmt: skip
    skip = {"password"} | (
        {"payload", "hash", "previous", "subject_id", "actor_id", "path", "unit_path"} if gaps else set()
    )
    found: dict[str, Any] = {}
    for model in models:
        fields = [f for f in model._meta.concrete_fields if f.name not in skip]
        listed = []
        for row in model._default_manager.order_by("pk"):
            values = []
            for field in fields:
                value = getattr(row, field.attname)
                if gaps and field.primary_key and not field.is_relation:
                    continue
                if gaps and field.is_relation and value is not None:
                    value = places[field.related_model][value] if field.related_model in places else None
                values.append(str(value))
            listed.append(values)
        found[model._meta.label_lower] = listed
    return found


def main() -> None:
    kills, seed, entries, out = *map(int, sys.argv[1:4]), sys.argv[4]
    set_up()
    found = kill(kills, seed) if kills else {}
    found["entries when killed"] = Head.objects.get().number
    while (step := next_step())["number"] < entries:
        perform(step)
    Path(out).write_text(json.dumps({"found": found, "rows": rows()}, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
