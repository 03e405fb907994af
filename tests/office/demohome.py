"""Offices as `luodi init` and `luodi demo` leave them, each made once for all tests, and real servers on copies."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".pytest_cache" / "demonstrations"
SETTINGS = "tests.office.browser.fixed_clock"
SIGNINS = [
    "bangong",
    "fuhe",
    "lingdao",
    "fuze",
    "lianluo",
    "xianzhang",
    "xianlian",
    "shenji",
    "xitong",
    "anquan",
    "rizhi",
]


def environment(home: Path, **more: str) -> dict[str, str]:
    """For a process of ours: this home, SQLite, the fixed clock."""
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith("LUODI_")}
    ours = {
        "LUODI_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    return {**kept, **ours, "PYTHONUTF8": "1", **more}


def luodi(home: Path, *words: str, timeout: float = 400) -> subprocess.CompletedProcess[str]:
    """The command as an administrator types it."""
    return subprocess.run(
        [sys.executable, "-m", "luodi.cli", *words],
        cwd=ROOT,
        env=environment(home),
        text=True,
        capture_output=True,
        timeout=timeout,
        check=False,
    )


def made_from() -> str:
    """The demonstration is the same as long as what makes it is: the package, and the settings of these tests."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("src/luodi/**/*.py"), *ROOT.glob("src/luodi/office/demo/**/*.txt")]):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    digest.update((ROOT / "tests/office/browser/fixed_clock.py").read_bytes())
    return digest.hexdigest()[:16]


def demonstration() -> Path:
    """A home with the demonstration in it. Never written to: tests work on copies."""
    if ready := os.environ.get("LUODI_TESTS_DEMONSTRATION"):
        return Path(ready)  # made before, for somebody who changes the pages and not what is on them
    return _kept("demonstration", "demo")


def beginning() -> Path:
    """A home as `luodi init` leaves it, of an office called 河清省. Never written to."""
    return _kept("beginning", "init", "--name", "河清省")


def _kept(kind: str, *words: str) -> Path:
    """The home a command makes, made once for all tests."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one of several workers makes it, the others wait
        home = KEPT / f"{kind}-{made_from()}"
        if (home / "whole").exists():
            return home
        for old in KEPT.glob(f"{kind}-*"):
            shutil.rmtree(old)
        done = luodi(home, *words)
        if done.returncode:
            raise RuntimeError(f"luodi {words[0]}: {done.stdout}{done.stderr}")
        (home / "whole").write_text(done.stdout, "utf-8")
        return home


def copy(to: Path) -> Path:
    """A home of one's own with the demonstration in it."""
    shutil.copytree(demonstration(), to, dirs_exist_ok=True)
    return to


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """`luodi serve` on a free port: web server, worker and daily run. Gives the address."""
    log = (home.parent / f"{home.name}.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "luodi.cli", "serve", "--migrate", "--bind", "127.0.0.1:0"],
        cwd=ROOT,
        env=environment(home),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield _address(server, Path(log.name))
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()
        log.close()


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        said = log.read_text("utf-8")
        found = [w for w in said.split() if w.startswith("http://")]
        if server.poll() is not None:
            raise RuntimeError(f"luodi serve: {said}")
        if found:
            with suppress(OSError):
                urllib.request.urlopen(f"{found[0]}units/signin/", timeout=5).close()
                return found[0].rstrip("/")
        time.sleep(0.2)
    raise RuntimeError(f"luodi serve: {log.read_text('utf-8')}")


def password(home: Path) -> str:
    return (home / "demo-password").read_text("utf-8").strip()
