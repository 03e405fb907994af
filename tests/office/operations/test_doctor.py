"""`luodi doctor` finds what is out of order and says what to do; in order, it says so and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from tests.office.world import World

from luodi.office import home as places
from luodi.office.files import store
from luodi.office.journal import clock, triggers
from luodi.office.ledger.models import Day
from luodi.office.ledger.workdays import seed
from luodi.office.operations import doctor

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(home: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in order, its database being the tests'."""
    home.mkdir(mode=0o700)
    places.make_secret_key()
    monkeypatch.setattr("luodi.office.operations.site.need_database", lambda: None)
    Day.objects.bulk_create(
        (Day(date=date, working=working, name=name) for date, working, name in seed([2025, 2026])),
        ignore_conflicts=True,
    )
    return home


def found(title: str) -> doctor.Finding:
    with clock.at(dt.date(2025, 12, 1)):
        return next(f for f in doctor.examine() if f.title == title)


def test_every_problem_says_what_to_do(office: Path) -> None:
    with clock.at(dt.date(2025, 12, 1)):
        for finding in doctor.examine():
            assert finding.says
            assert finding.state == "good" or finding.do, finding


def test_files_and_rows_that_miss_each_other(office: Path) -> None:
    assert found("文件").state == "good"
    file, _ = store.put(b"words")
    (places.files() / "ff").mkdir()
    (places.files() / "ff" / ("f" * 64)).write_bytes(b"left")
    assert (found("文件").state, "1个没有登记" in found("文件").says) == ("note", True)
    file.path.unlink()
    assert (found("文件").state, "1个登记过的文件" in found("文件").says) == ("bad", True)


def test_triggers_holidays_units_and_permissions(office: Path, world: World) -> None:
    assert found("日志保护").state == "good"
    triggers.remove(connection)
    assert found("日志保护").state == "bad"
    triggers.install(connection)
    assert found("节假日表").state == "good"
    Day.objects.filter(date__year=2026).delete()
    assert "还没有2026年" in found("节假日表").says
    Day.objects.all().delete()
    assert found("节假日表").state == "bad"
    assert "西岭高新区管委会" in found("单位").says
    world.people["east_head"].roles.all().delete()
    assert "东泽市" in found("单位").says
    office.chmod(0o755)
    assert "chmod 700" in found("数据文件夹").do
    (office / "secret-key").chmod(0o644)
    assert "chmod 600" in found("密钥文件").do


def test_tasks_nobody_does(office: Path) -> None:
    from django_tasks_db.models import DBTaskResult

    assert found("后台任务").state == "good"
    made = DBTaskResult.objects.create(
        args_kwargs={},
        task_path="x",
        backend_name="default",
        run_after=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    )
    DBTaskResult.objects.update(enqueued_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    assert found("后台任务").state == "bad"
    made.status = "RUNNING"
    made.started_at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    made.save()
    assert found("后台任务").state == "note"


def test_a_check_that_cannot_be_made_is_a_finding_and_the_rest_goes_on(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("没有这个盘")

    monkeypatch.setattr(doctor, "_room", broken)
    assert "没有这个盘" in found("磁盘空间").says
    assert found("日志保护").state == "good"


def test_no_home_is_said_first(home: Path) -> None:
    titles = {f.title: f for f in doctor.examine()}
    assert "luodi init" in titles["数据文件夹"].do
    assert "luodi init" in titles["数据库"].do
    assert "日志保护" not in titles
