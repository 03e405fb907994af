"""`luodi doctor`: what an administrator would look at, looked at, each with what to do."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from luodi.office import home
from luodi.office.operations import site
from luodi.office.operations.running import serving
from luodi.office.operations.troubles import Trouble

ROOM = 2 * 2**30
STUCK = dt.timedelta(minutes=15)
VENDOR = ("vendor/htmx.min.js", "vendor/echarts.min.js")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `do` says what to do where it is not in order."""

    state: Literal["good", "note", "bad"]
    title: str
    says: str
    do: str = ""


def examine() -> Iterator[Finding]:
    """All checks; one that cannot be made is a finding too, and the rest goes on."""
    yield from _guarded("数据文件夹", _home)
    yield from _guarded("磁盘空间", _room)
    yield from _guarded("时钟", _clock)
    yield from _guarded("网页组件", _assets)
    yield from _guarded("LibreOffice", _libreoffice)
    yield from _guarded("中文字体", _fonts)
    try:
        site.need_home()
        site.need_database()
    except Trouble as error:
        yield Finding("bad", "数据库", error.what, error.do)
        return
    yield from _guarded("数据库", _database)
    if pending := site.pending_migrations():
        do = "先备份（luodi backup），再运行 luodi init 升级。"
        yield Finding("bad", "数据库结构", f"差{len(pending)}步没有升级（{pending[0]} 等）。", do)
        return
    yield Finding("good", "数据库结构", "已是最新。")
    for title, check in (
        ("日志保护", _triggers),
        ("服务", _serving),
        ("后台任务", _queue),
        ("文件", _files),
        ("单位", _units),
        ("节假日表", _holidays),
    ):
        yield from _guarded(title, check)


def _guarded(title: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except Exception as error:
        yield Finding(
            "bad",
            title,
            f"没有查成：{site.first_line(error)}。",
            "设 LUODI_DEBUG=1 再运行一次，把报错交给维护者。",
        )


def _home() -> Iterator[Finding]:
    folder = home.home()
    if not folder.is_dir():
        yield Finding("bad", "数据文件夹", f"{folder} 不存在。", "请运行 luodi init，或用 LUODI_HOME 指明。")
        return
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Finding("bad", "数据文件夹", f"{folder} 别的账户也能看。", f"请运行 chmod 700 '{folder}'。")
    elif not os.access(folder, os.W_OK):
        yield Finding("bad", "数据文件夹", f"{folder} 不能写入。", "请用建立它的账户运行，或改它的属主。")
    else:
        yield Finding("good", "数据文件夹", str(folder))
    key = folder / "secret-key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Finding("bad", "密钥文件", f"{key} 别的账户也能读。", f"请运行 chmod 600 '{key}'。")
    if left := [p.name for p in folder.glob(".restore-*")] + [p.name for p in folder.glob(".backup-*")]:
        yield Finding(
            "note",
            "残留",
            f"{'、'.join(left[:3])}是中断的备份或恢复留下的。",
            "没有备份或恢复在进行时可以删去。",
        )


def _room() -> Iterator[Finding]:
    folder = home.home()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    says = f"还剩{free / 2**30:.1f} GB。"
    if free < ROOM:
        yield Finding("bad", "磁盘空间", says, "请清理磁盘：空间用尽时不能保存，备份也写不成。")
    else:
        yield Finding("good", "磁盘空间", says)


def _clock() -> Iterator[Finding]:
    moment = dt.datetime.now(dt.UTC)
    here = moment.astimezone().utcoffset()
    if moment.year < 2025:
        yield Finding("bad", "时钟", f"本机时间是{moment:%Y-%m-%d %H:%M}。", "请校准时钟：期限和日志都靠它。")
    elif here != dt.timedelta(hours=8):
        says = f"本机时区与北京时间差{(here or dt.timedelta()) / dt.timedelta(hours=1) - 8:+g}小时。"
        yield Finding(
            "note", "时钟", says, "不影响使用：界面和期限一律按北京时间；命令行里的备份文件名用本机时间。"
        )
    else:
        yield Finding("good", "时钟", f"{moment.astimezone():%Y-%m-%d %H:%M}，北京时间。")


def _assets() -> Iterator[Finding]:
    from django.contrib.staticfiles import finders

    missing = [name for name in VENDOR if not _filled(finders.find(name))]
    if missing:
        yield Finding(
            "bad",
            "网页组件",
            f"缺少{'、'.join(missing)}。",
            "请运行 make setup；没有它们网页能用，图表和局部刷新没有。",
        )
    else:
        yield Finding("good", "网页组件", "齐全。")


def _filled(path: object) -> bool:
    return bool(path) and Path(str(path)).stat().st_size > 0


def _libreoffice() -> Iterator[Finding]:
    if shutil.which("soffice") or shutil.which("libreoffice"):
        yield Finding("good", "LibreOffice", "已安装，能读 doc、wps 等旧格式。")
    else:
        yield Finding(
            "note", "LibreOffice", "没有安装。", "要读 doc、wps、rtf 旧格式时请安装；其他格式不需要。"
        )


def _fonts() -> Iterator[Finding]:
    if not shutil.which("fc-list"):
        yield Finding("note", "中文字体", "本机没有 fc-list，没有查。")
        return
    found = subprocess.run(
        ["fc-list", ":lang=zh"], capture_output=True, check=False, timeout=60
    ).stdout.strip()
    if found:
        yield Finding("good", "中文字体", f"{len(found.splitlines())}种。")
    else:
        yield Finding(
            "note",
            "中文字体",
            "本机没有中文字体。",
            "只影响在本机转换旧格式；看网页、开 Excel 和 Word 用的是各人电脑上的字体。",
        )


def _database() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            version = cursor.fetchone()[0]
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            cursor.execute("PRAGMA quick_check(1)")
            said = cursor.fetchone()[0]
            if said != "ok":
                yield Finding(
                    "bad", "数据库", f"SQLite {version}，有损坏：{said}。", "请停止服务，从最近的备份恢复。"
                )
            elif mode != "wal":
                yield Finding(
                    "bad",
                    "数据库",
                    f"SQLite {version}，没有用 WAL（{mode}）。",
                    "数据文件夹不能放在网络盘上，请移到本机磁盘。",
                )
            else:
                yield Finding("good", "数据库", f"SQLite {version}，WAL，完好。")
            return
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        encoding = cursor.fetchone()[0]
    if int((re.match(r"\d+", version) or ["0"])[0]) < 13:
        yield Finding("bad", "数据库", f"PostgreSQL {version}太旧。", "请升级到 13 以上。")
    elif encoding != "UTF8":
        yield Finding(
            "bad", "数据库", f"PostgreSQL {version}，编码是{encoding}。", "请用 UTF8 编码另建数据库。"
        )
    else:
        yield Finding("good", "数据库", f"PostgreSQL {version}，UTF8。")


def _triggers() -> Iterator[Finding]:
    from django.db import connection

    from luodi.office.journal import triggers

    if absent := triggers.missing(connection):
        yield Finding(
            "bad",
            "日志保护",
            f"缺少触发器：{'、'.join(absent)}。",
            "有人动过数据库；请运行 luodi verify，并查明是谁。",
        )
    else:
        yield Finding("good", "日志保护", "触发器齐全。完整核对用 luodi verify。")


def _serving() -> Iterator[Finding]:
    found = serving()
    if found is None:
        yield Finding(
            "note", "服务", "现在没有在服务。", "用 luodi serve 启动；没有它，网页打不开，每日例行也不办。"
        )
    else:
        yield Finding("good", "服务", f"正在服务（进程{found.get('pid', '？')}，{found.get('bind', '')}）。")


def _queue() -> Iterator[Finding]:
    from django_tasks_db.models import DBTaskResult

    moment = dt.datetime.now(dt.UTC)
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=moment - STUCK).count()
    running = DBTaskResult.objects.running().filter(started_at__lt=moment - STUCK).count()
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=moment - dt.timedelta(days=7)).count()
    if waiting:
        yield Finding(
            "bad",
            "后台任务",
            f"{waiting}项等了15分钟以上没有人办。",
            "请确认 luodi serve 在运行，看它的报错。",
        )
    elif running:
        yield Finding(
            "note",
            "后台任务",
            f"{running}项办了15分钟以上。",
            "多半是中断留下的记录；文件会由每日例行重新排队，也可以现在运行 luodi tick。",
        )
    elif failed:
        yield Finding(
            "note", "后台任务", f"近7天有{failed}项没有办成。", "看服务的报错；对应的文件可以在网页上重读。"
        )
    else:
        yield Finding("good", "后台任务", "没有积压。")


def _files() -> Iterator[Finding]:
    from luodi.office.files.models import StoredFile

    rows = set(StoredFile.objects.values_list("sha256", flat=True))
    folder = home.files()
    stored = {name for _root, _dirs, names in os.walk(folder) for name in names}
    lost, left = rows - stored, stored - rows
    if lost:
        yield Finding(
            "bad",
            "文件",
            f"{len(lost)}个登记过的文件不在{folder}。",
            "请从备份恢复；清单见 luodi verify --files。",
        )
    elif left:
        yield Finding(
            "note",
            "文件",
            f"{len(rows)}个，另有{len(left)}个没有登记的残留。",
            "一天以后由每日例行清理，不必管。",
        )
    else:
        yield Finding("good", "文件", f"{len(rows)}个，与登记一致。")


def _units() -> Iterator[Finding]:
    from luodi.office.journal.clock import today
    from luodi.office.ledger.models import Task
    from luodi.office.units.models import Role, Unit, holding

    headed = Role.objects.filter(holding(today()), kind="head", person__disabled=False).values("unit_id")
    working = Task.objects.values("lead_id")
    without = Unit.objects.current().filter(pk__in=working).exclude(pk__in=headed)
    if names := list(without.values_list("name", flat=True)[:5]):
        says = f"{without.count()}个有任务的单位没有负责人：{'、'.join(names)}{'等' if len(names) == 5 else ''}。"
        yield Finding("note", "单位", says, "月报要负责人审核；请安全管理员在“单位”里授权。")
    else:
        yield Finding("good", "单位", f"{Unit.objects.count()}个，有任务的都有负责人。")


def _holidays() -> Iterator[Finding]:
    from luodi.office.journal.clock import today
    from luodi.office.ledger.models import Day
    from luodi.office.ledger.workdays import Calendar

    year = today().year
    calendar = Calendar.of_rows(
        Day.objects.filter(date__year__gte=year).values_list("date", "working", "name")
    )
    if not calendar.covers(year):
        do = "请运行 luodi tick 补录；仍没有时升级本程序，或在“工作日历”中按放假通知补录。"
        yield Finding("bad", "节假日表", f"没有{year}年的放假安排，期限只按双休日推算。", do)
    elif not calendar.covers(year + 1):
        do = "国务院办公厅一般在11月公布；公布后升级本程序，或在“工作日历”中补录。"
        yield Finding("note", "节假日表", f"还没有{year + 1}年的放假安排。", do)
    else:
        yield Finding("good", "节假日表", f"{year}、{year + 1}年都有。")
