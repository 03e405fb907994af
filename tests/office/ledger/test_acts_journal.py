"""An act and its entry are one: no entry, no change; a form sent twice acts once; two at once, one wins."""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import close_old_connections, connection, models, transaction
from tests.office.world import World, make_world

from luodi.office.journal import record as journal
from luodi.office.journal.clock import at
from luodi.office.journal.models import Entry
from luodi.office.journal.record import AlreadyDone
from luodi.office.ledger import acts
from luodi.office.ledger import models as ledger
from luodi.office.ledger.acts import filing
from luodi.office.ledger.models import Plan, Report, Round, Tag, Task
from luodi.office.ledger.tick import seed_days
from luodi.office.units.models import Person

DAY = dt.date(2026, 3, 10)
CHECKS = dict.fromkeys(acts.CHECKS, True)


def acting(world: World) -> dict[str, Callable[[], Any]]:
    """One call for every act, each prepared so that it would go through."""
    p, u, plan = world.people, world.units, world.plan
    assert plan is not None
    office, liaison, head = p["office"], p["east_liaison"], p["east_head"]
    round = acts.open_round(office, plan, DAY)
    early = acts.open_round(office, plan, dt.date(2026, 1, 1))
    tag = Tag.objects.create(kind="field", name="生物医药")

    def task(**more: Any) -> Task:
        return acts.add_task(office, plan, title="平台", leads=[u["east"]], due=dt.date(2026, 12, 31), **more)

    def filed(steps: int) -> Report:
        one = acts.save_draft(liaison, round, task(), {"progress": "推进", "percent": 10}, 0)
        one = acts.submit_report(liaison, one, one.version) if steps > 0 else one
        return acts.approve_report(head, one) if steps > 1 else one

    def closing(steps: int) -> Any:
        one = task()
        acts.receive_task(liaison, one)
        asked = acts.ask_signoff(liaison, one, statement="完成")
        asked = acts.approve_signoff(head, asked) if steps > 0 else asked
        return acts.check_signoff(office, asked, CHECKS) if steps > 1 else asked

    def later(steps: int) -> Any:
        asked = acts.ask_postponement(liaison, task(), due=dt.date(2027, 3, 1), reason="征地", progress="半")
        return acts.approve_postponement(head, asked) if steps else asked

    fresh, draft, drafted, received = task(), task(assign=False), task(assign=False), task()
    acts.receive_task(liaison, received)
    staged = task(milestones=[{"name": "半", "due": dt.date(2026, 6, 30), "percent": 50}]).milestones.get()
    report, submitted, approved, back = filed(0), filed(1), filed(2), filed(2)
    asked, signed, unit_back = closing(0), closing(1), closing(0)
    postponed, ready = later(0), later(1)
    evidence = acts.add_evidence(liaison, fresh, "a.pdf", b"x")
    said, noted = acts.instruct(p["leader"], plan, "抓紧"), acts.instruct(p["leader"], plan, "研究")
    ended = acts.end_task(office, task(), "调整")
    archived = acts.end_task(office, task(), "调整")
    file = filing.Attached("c.pdf", b"z")
    confirmed = closing(1)
    plan.leader_confirms = True
    plan.save()
    confirmed = acts.check_signoff(office, confirmed, CHECKS)
    return {
        "open_plan": lambda: acts.open_plan(office, u["province"], name="新方案", since=DAY),
        "change_plan": lambda: acts.change_plan(office, plan, name="改名", themes=["甲", "以平台促创新"]),
        "add_task": lambda: acts.add_task(office, plan, title="新", leads=[u["east"], u["west"]], tags=[tag]),
        "edit_task": lambda: acts.edit_task(office, fresh, version=fresh.version, title="改"),
        "propose_tasks": lambda: acts.propose_tasks(office, [draft]),
        "assign_tasks": lambda: acts.assign_tasks(office, [draft]),
        "drop_task": lambda: acts.drop_task(office, drafted, "重复"),
        "receive_task": lambda: acts.receive_task(liaison, fresh),
        "set_milestones": lambda: acts.set_milestones(
            office, fresh, [{"name": "半", "due": dt.date(2026, 6, 30), "percent": 50}]
        ),
        "mark_milestone": lambda: acts.mark_milestone(liaison, staged, DAY),
        "set_measures": lambda: acts.set_measures(office, fresh, [{"indicator": "高企", "target": 3}]),
        "set_tags": lambda: acts.set_tags(office, fresh, [tag]),
        "add_evidence": lambda: acts.add_evidence(liaison, fresh, "b.pdf", b"y"),
        "withdraw_evidence": lambda: acts.withdraw_evidence(liaison, evidence, "传错"),
        "comment": lambda: acts.comment(office, fresh, "加快"),
        "instruct": lambda: acts.instruct(p["leader"], plan, "抓紧", fresh),
        "task_from_instruction": lambda: acts.task_from_instruction(
            office, said, title="研究", leads=[u["east"]]
        ),
        "note_instruction": lambda: acts.note_instruction(office, noted, "已阅"),
        "open_round": lambda: acts.open_round(office, plan, dt.date(2026, 2, 1)),
        "close_round": lambda: acts.close_round(office, early),
        "save_draft": lambda: acts.save_draft(liaison, round, received, {"progress": "推进"}, 0),
        "submit_report": lambda: acts.submit_report(liaison, report, report.version),
        "approve_reports": lambda: acts.approve_reports(head, [submitted]),
        "approve_report": lambda: acts.approve_report(head, submitted),
        "return_report": lambda: acts.return_report(office, back, "不实"),
        "accept_reports": lambda: acts.accept_reports(office, [approved]),
        "accept_report": lambda: acts.accept_report(office, approved),
        "ask_postponement": lambda: acts.ask_postponement(
            liaison, received, due=dt.date(2027, 3, 1), reason="征地", progress="半"
        ),
        "approve_postponement": lambda: acts.approve_postponement(head, postponed),
        "decide_postponement": lambda: acts.decide_postponement(office, ready, True),
        "ask_signoff": lambda: acts.ask_signoff(liaison, received, statement="完成"),
        "approve_signoff": lambda: acts.approve_signoff(head, asked),
        "check_signoff": lambda: acts.check_signoff(office, signed, CHECKS),
        "confirm_signoff": lambda: acts.confirm_signoff(p["leader"], confirmed),
        "return_signoff": lambda: acts.return_signoff(head, unit_back, "重办"),
        "reopen_task": lambda: acts.reopen_task(office, ended, "恢复"),
        "end_task": lambda: acts.end_task(office, received, "调整"),
        "make_routine": lambda: acts.make_routine(office, received, "日常"),
        "archive_tasks": lambda: acts.archive_tasks(office, [archived]),
        "record_export": lambda: acts.record_export(
            office, what="清单", sentence="全部", count=1, format="xlsx"
        ),
        "add_tag": lambda: acts.add_tag(office, "field", "量子科技"),
        "rename_tag": lambda: acts.rename_tag(office, tag, "生物制造"),
        "retire_tag": lambda: acts.retire_tag(office, tag),
        "set_days": lambda: acts.set_days(office, 2027, [(dt.date(2027, 10, 1), False, "国庆节")]),
        "file_report": lambda: filing.file_report(
            liaison, round, received, {"progress": "推进", "percent": 1}, 0, files=[file], submit=True
        ),
        "attach": lambda: filing.attach(liaison, fresh, [file]),
        "change_task": lambda: filing.change_task(
            office,
            fresh,
            version=fresh.version,
            why="",
            columns={"title": "新"},
            measures=[],
            milestones=[],
            tags=[tag],
        ),
        "seed_days": lambda: seed_days(journal.SYSTEM, [2026]),
    }


COMPOSED = ("file_report", "attach", "change_task")
"""Whole forms in one act, in `acts.filing`."""
ACTS = sorted(
    [n for n in acts.__all__ if callable(getattr(acts, n)) and n not in ("Source", "shortcomings", *COMPOSED)]
    + [*COMPOSED, "seed_days"]
)


def everything() -> dict[str, list[Any]]:
    """Every row of the ledger and the files, to be compared."""
    from luodi.office.files.models import StoredFile

    found: dict[str, list[Any]] = {}
    rows: list[type[models.Model]] = [getattr(ledger, n) for n in ledger.__all__ if n != "TaskState"]
    for model in (*rows, StoredFile, Task.tags.through):
        found[model.__name__] = list(model._default_manager.order_by("pk").values())
    return found


@pytest.mark.django_db
def test_no_entry_no_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every act: where its entry cannot be written no row is changed; where it can, both are there."""
    with at(DAY):
        table = acting(world)
        assert set(table) == set(ACTS)
        real = Entry.save

        def fail(self: Entry, *args: Any, **kwargs: Any) -> None:
            raise OSError("disk full")

        for name, do in table.items():
            before, entries = everything(), Entry.objects.count()
            monkeypatch.setattr(Entry, "save", fail)
            with pytest.raises(OSError, match="disk full"):
                do()
            assert everything() == before, name
            monkeypatch.setattr(Entry, "save", real)
            with transaction.atomic():
                do()
                assert Entry.objects.count() > entries, name
                if name != "record_export":
                    assert everything() != before, f"{name}: or what is above shows nothing"
                transaction.set_rollback(True)


def test_every_act_is_tried() -> None:
    """The table above has every function marked as an act, and each says which rule it keeps."""
    decorated = set()
    for path in Path(acts.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(d, ast.Name) and d.id == "act" for d in node.decorator_list
            ):
                decorated.add(node.name)
                assert ast.get_docstring(node), f"{node.name} names no rule"
    assert decorated | {"approve_report", "accept_report", "seed_days"} == set(ACTS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["receive_task", "comment", "approve_report", "add_task", "check_signoff"])
def test_a_form_sent_twice_acts_once(world: World, name: str) -> None:
    with at(DAY):
        do = acting(world)[name]
        with journal.request("one", "token-1"):
            do()
        before, entries = everything(), Entry.objects.count()
        with journal.request("two", "token-1"), pytest.raises(AlreadyDone, match="已经办过了"):
            do()
        assert (everything(), Entry.objects.count()) == (before, entries)


@pytest.mark.django_db
def test_another_form_is_told_of_the_state(world: World) -> None:
    with at(DAY):
        do = acting(world)["receive_task"]
        with journal.request("one", "token-1"):
            do()
        with journal.request("two", "token-2"), pytest.raises(ValidationError, match="已签收"):
            do()


def at_once(count: int, do: Callable[[int], Any]) -> list[BaseException | None]:
    """Run in threads that start together, each on its own connection; what each ended with."""
    gate, ends = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        close_old_connections()
        try:
            with at(DAY):
                gate.wait(10)
                do(number)
        except BaseException as error:
            ends[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(t.is_alive() for t in threads), "somebody waits for ever"
    return list(ends)


@pytest.fixture
def committed(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    """A world that is really committed, in a database that really locks.

    SQLite's test database lives in memory, where threads share one page cache and do not wait for each
    other; so it is copied into a file, as an office has it, for the length of the test.
    """
    if connection.vendor != "sqlite":
        with at(DAY):
            yield make_world()
        return
    path, memory = tmp_path / "office.sqlite3", connection.connection
    with contextlib.closing(sqlite3.connect(path)) as file:
        memory.backup(file)
    name, connection.connection = connection.settings_dict["NAME"], None
    connection.settings_dict["NAME"] = str(path)
    try:
        with at(DAY):
            yield make_world()
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.connection = name, memory


@pytest.mark.django_db(transaction=True)
def test_two_heads_approve_at_once(committed: World) -> None:
    world = committed
    p, east = world.people, world.units["east"]
    with at(DAY):
        second = Person.objects.create(login="vice", name="副职", unit=east)
        second.roles.create(kind="head", unit=east)
        round = acts.open_round(p["office"], world.plan, DAY)  # type: ignore[arg-type]
        values = {"progress": "推进", "percent": 10}
        report = acts.save_draft(p["east_liaison"], round, world.tasks["east"], values, 0)
        report = acts.submit_report(p["east_liaison"], report, report.version)
    heads = [Person.objects.get(pk=p["east_head"].pk), Person.objects.get(pk=second.pk)]
    ends = at_once(2, lambda n: acts.approve_report(heads[n], Report.objects.get(pk=report.pk)))
    lost = [e for e in ends if e is not None]
    assert len(lost) == 1 and isinstance(lost[0], ValidationError) and "待办公室审核" in lost[0].messages[0]
    report.refresh_from_db()
    assert (report.state, report.version) == ("approved", 3)
    assert Entry.objects.filter(act="report.approve").count() == 1


@pytest.mark.django_db(transaction=True)
def test_codes_given_at_once_are_all_different(committed: World) -> None:
    world = committed
    office, plan, east = world.people["office"], world.plan, world.units["east"]
    assert plan is not None

    def add(number: int) -> None:
        for _ in range(3):
            acts.add_task(
                Person.objects.get(pk=office.pk), Plan.objects.get(pk=plan.pk), title="并发", leads=[east]
            )

    assert at_once(4, add) == [None] * 4
    codes = [int(c) for c in Task.objects.filter(title="并发").values_list("code", flat=True)]
    assert sorted(codes) == list(range(7, 19))
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db(transaction=True)
def test_units_file_at_once(committed: World) -> None:
    """Children of one parent, reported and accepted side by side: nothing lost, nobody stuck."""
    world = committed
    p, u = world.people, world.units
    with at(DAY):
        round = acts.open_round(p["office"], world.plan, DAY)  # type: ignore[arg-type]
        parent = acts.add_task(
            p["office"],
            world.plan,
            title="两市",
            leads=[u["east"], u["west"]],
            due=dt.date(2026, 12, 31),  # type: ignore[arg-type]
        )
        reports = []
        for key, child in zip(
            ("east", "west"), Task.objects.filter(parent=parent).order_by("pk"), strict=True
        ):
            one = acts.save_draft(p[f"{key}_liaison"], round, child, {"progress": "推进", "percent": 40}, 0)
            one = acts.submit_report(p[f"{key}_liaison"], one, one.version)
            reports.append(acts.approve_report(p[f"{key}_head"], one))
    office = [Person.objects.get(pk=p[k].pk) for k in ("office", "office2")]
    ends = at_once(2, lambda n: acts.accept_report(office[n], Report.objects.get(pk=reports[n].pk)))
    assert ends == [None, None]
    parent.refresh_from_db()
    assert parent.progress == 40
    assert Round.objects.get().reports.filter(state="accepted").count() == 2
