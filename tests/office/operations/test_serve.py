"""`luodi serve`: a page is answered, children come back, and nothing is left behind however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.office.operations.offices import Office, free_port


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("serve") / "home").begin()


def processes(office: Office) -> dict[int, str]:
    """Processes alive that have this office's home in their environment, with their command lines."""
    mark, found = f"LUODI_HOME={office.home}".encode(), {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
    return found


def until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return true()


def page(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/units/signin/", timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.fixture
def served(office: Office) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = office.start("serve", "--bind", f"127.0.0.1:{port}", "--workers", "2")
    try:
        assert until(lambda: page(port) == 200, 90), page(port)
        yield process, port
    finally:
        process.kill()
        process.wait()
        for pid in processes(office):
            os.kill(pid, signal.SIGKILL)


def children(office: Office, part: str) -> set[int]:
    return {pid for pid, words in processes(office).items() if part in words}


def test_a_killed_server_leaves_no_child(office: Office, served: tuple[subprocess.Popen[str], int]) -> None:
    process, _port = served
    assert until(lambda: len(children(office, "operations.web")) == 3, 20)  # the master and two workers
    assert len(children(office, "operations.worker")) == 1
    process.kill()
    process.wait()
    assert until(lambda: not processes(office), 5), processes(office)


def test_asked_to_stop_it_stops_cleanly(office: Office, served: tuple[subprocess.Popen[str], int]) -> None:
    process, port = served
    second = office.luodi("serve", "--bind", f"127.0.0.1:{free_port()}")
    assert second.returncode == 1
    assert "正在服务中" in second.stderr
    assert "正在服务" in office.luodi("doctor").stdout
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert until(lambda: not processes(office), 1), processes(office)
    assert page(port) == 0
    assert "现在没有在服务" in office.luodi("doctor").stdout


def test_children_that_die_come_back(office: Office, served: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = served
    (worker,) = children(office, "operations.worker")
    os.kill(worker, signal.SIGKILL)
    assert until(lambda: bool(children(office, "operations.worker") - {worker}), 20)
    web = children(office, "operations.web")
    for pid in web:
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: page(port) == 200, 60)
    assert not web & children(office, "operations.web")


def test_a_taken_port_a_missing_home_and_an_old_database_are_said(office: Office, tmp_path: Path) -> None:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        done = office.luodi("serve", "--bind", f"127.0.0.1:{port}")
    assert done.returncode == 1
    assert f"端口{port}已被别的程序占用" in done.stderr
    for bind in ("8000x", "127.0.0.1:99999"):
        assert "不是“地址:端口”" in office.luodi("serve", "--bind", bind).stderr
    nowhere = Office(tmp_path / "nowhere")
    for command in ("serve", "tick", "verify", "backup"):
        done = nowhere.luodi(command)
        assert done.returncode == 1
        assert "请先运行 luodi init" in done.stderr
    old = Office(tmp_path / "old").begin()
    old.python(
        "from django.core.management import call_command as c; c('migrate', 'sessions', 'zero', verbosity=0)"
    )
    done = old.luodi("serve")
    assert done.returncode == 1
    assert "luodi init 升级" in done.stderr
    doctor = old.luodi("doctor")
    assert doctor.returncode == 1
    assert "没有升级" in doctor.stdout
    assert old.luodi("init").returncode == 0
    assert "管理员已有" in old.luodi("init").stdout
