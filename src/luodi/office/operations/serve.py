"""`luodi serve`: the web server, the worker and the daily run as one tree of processes.

This process does nothing itself but watch: a child that ends is started again, all are ended with it.
It keeps the listening socket, so that a web server started again finds its place free.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from luodi.office.operations import lifeline
from luodi.office.operations.running import Lock, serving
from luodi.office.operations.site import ONE_THREAD
from luodi.office.operations.troubles import Trouble

Say = Callable[[str], None]

LOOK = 0.3
"""Seconds between looks at the children."""
STOP_WITHIN = 15.0
QUICK, TOO_MANY = 60.0, 5
"""A child that ends this often within so many seconds will not stay up by being started again."""
TICK_AGAIN = 600.0
"""Seconds until a daily run that failed is tried once more."""


@dataclass
class Child:
    """A process to keep up."""

    name: str
    command: list[str]
    sockets: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    ended: list[float] = field(default_factory=list)
    start_at: float = 0.0

    @property
    def up(self) -> bool:
        return self.process is not None and self.process.poll() is None


def listen(bind: str) -> socket.socket:
    """The open socket, or a sentence that says why not."""
    host, _, port = bind.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise Trouble(
            f"--bind {bind} 不是“地址:端口”。", "例如 127.0.0.1:8000；0.0.0.0:8000 让同网的机器都能访问。"
        )
    try:
        family, kind, proto, _name, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, proto)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(2048)
    except PermissionError as error:
        raise Trouble(
            f"没有权限用端口{port}。", "1024以下的端口归管理员；请换一个，如 --bind 127.0.0.1:8000。"
        ) from error
    except OSError as error:
        if error.errno == 98 or "in use" in str(error):
            raise Trouble(
                f"端口{port}已被别的程序占用。", "请关掉它，或换一个端口，如 --bind 127.0.0.1:8001。"
            ) from error
        raise Trouble(
            f"不能在 {bind} 上提供服务：{error.strerror or error}。", "请核对 --bind 的地址。"
        ) from error
    return opened


class Supervisor:
    """Keeps the children up until told to stop."""

    def __init__(self, bind: str, workers: int, queue_workers: int, say: Say):
        self.say = say
        self.socket = listen(bind)
        self.reads, self.writes = lifeline.open_pipe()
        handle = self.socket.fileno()
        run = [sys.executable, "-m"]
        web = [*run, "luodi.office.operations.web", "--socket", str(handle), "--workers", str(workers)]
        self.children = [Child("网页服务", web, (handle,))]
        for number in range(queue_workers):
            self.children.append(Child(f"后台任务{number + 1}", [*run, "luodi.office.operations.worker"]))
        self.tick = Child("每日例行", [*run, "luodi.cli", "tick", "--quiet"])
        self.ticked: dt.date | None = None
        self.stopping = False
        self.failed = False

    @property
    def address(self) -> str:
        host, port = self.socket.getsockname()[:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    def run(self) -> bool:
        """Until a signal, or until a child cannot be kept up. Whether it ended as asked."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            while not self.stopping:
                for child in self.children:
                    self._keep_up(child)
                self._daily()
                time.sleep(LOOK)
        finally:
            self.end()
        return not self.failed

    def end(self) -> None:
        """End all children, politely at first, and wait until they are gone."""
        up = [child for child in (*self.children, self.tick) if child.up]
        for child in up:
            self._signal(child, signal.SIGTERM)
        until = time.monotonic() + STOP_WITHIN
        while any(child.up for child in up) and time.monotonic() < until:
            time.sleep(0.05)
        for child in up:  # each leads a group of its own: what it started ends with it
            self._signal(child, signal.SIGKILL, group=True)
            if child.process is not None:
                child.process.wait()
        os.close(self.writes)
        os.close(self.reads)
        self.socket.close()

    def _stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _keep_up(self, child: Child) -> None:
        if child.up or self.stopping:
            return
        moment = time.monotonic()
        if child.process is not None:
            code = child.process.returncode
            self._signal(child, signal.SIGKILL, group=True)
            child.process = None
            child.ended = [t for t in child.ended if t > moment - QUICK] + [moment]
            if len(child.ended) >= TOO_MANY:
                self.say(
                    f"{child.name}在一分钟内停了{TOO_MANY}次，不再重启。请看上面的报错；luodi doctor 可以检查环境。"
                )
                self.failed = self.stopping = True
                return
            child.start_at = moment + 0.5 * (2 ** len(child.ended) - 2)
            if code:
                self.say(f"{child.name}停了（{code}），重新启动。")
        if moment >= child.start_at:
            self._start(child)

    def _start(self, child: Child) -> None:
        environment = {**os.environ, lifeline.VARIABLE: str(self.reads)}
        environment.update({name: "1" for name in ONE_THREAD if name not in os.environ})
        child.process = subprocess.Popen(
            child.command,
            pass_fds=(self.reads, *child.sockets),
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the terminal is for us alone
        )

    def _daily(self) -> None:
        """The daily run, at the start and after midnight."""
        if self.tick.up or self.stopping:
            return
        day = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
        if self.tick.process is not None:
            if self.tick.process.returncode:
                self.say(f"{self.tick.name}没有办成，{TICK_AGAIN / 60:.0f}分钟后再试。")
                self.tick.start_at, self.ticked = time.monotonic() + TICK_AGAIN, None
            self.tick.process = None
        if self.ticked != day and time.monotonic() >= self.tick.start_at:
            self.ticked = day
            self._start(self.tick)

    @staticmethod
    def _signal(child: Child, number: int, *, group: bool = False) -> None:
        if child.process is None:
            return
        try:
            if group:
                os.killpg(child.process.pid, number)
            else:
                child.process.send_signal(number)
        except (ProcessLookupError, PermissionError):
            pass  # gone already


def serve(bind: str, workers: int, queue_workers: int, say: Say) -> bool:
    """Serve this home until told to stop. Whether it ended as asked."""
    lock = Lock()
    if not lock.take(bind=bind):
        found = serving() or {}
        raise Trouble(
            f"这个办公室正在服务中（进程{found.get('pid', '？')}，{found.get('bind', '')}）。",
            "同一个数据文件夹只能开一个服务。",
        )
    try:
        supervisor = Supervisor(bind, workers, queue_workers, say)
        say(f"落地已在 {supervisor.address} 提供服务，按 Ctrl-C 停止。")
        return supervisor.run()
    finally:
        lock.release()
