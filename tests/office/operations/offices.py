"""An office in a folder of its own, run by the `luodi` command as an administrator would."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.office import demohome

ROOT = Path(__file__).parents[3]


@dataclass
class Office:
    """A home and, if it is not in there, its database's address."""

    home: Path
    database: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_VERSION", "COLUMNS")}
        kept |= {"LUODI_HOME": str(self.home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        return kept | ({"DATABASE_URL": self.database} if self.database else {})

    def luodi(self, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
        """One command; its words and its status."""
        command = [sys.executable, "-m", "luodi.cli", *map(str, words)]
        done = subprocess.run(
            command,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def begin(self) -> Office:
        """As after `luodi init --name 河清省`: in a database of its own by the command, else a copy of one."""
        if self.database:
            done = self.luodi("init", "--name", "河清省")
            assert done.returncode == 0, done.stderr
        else:
            shutil.copytree(demohome.beginning(), self.home, ignore=shutil.ignore_patterns("whole"))
        return self

    def python(self, code: str) -> str:
        """What a piece of Python prints in this office."""
        head = "import luodi.office.operations.site as s; s.start()\n"
        words = [sys.executable, "-c", head + code]
        done = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: object, code: str = "") -> subprocess.Popen[str]:
        """A command, or Python, that goes on beside the test."""
        head = "import luodi.office.operations.site as s; s.start()\n"
        command = ["-c", head + code] if code else ["-m", "luodi.cli", *map(str, words)]
        return subprocess.Popen(
            [sys.executable, *command],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


WRITE = """
from luodi.office.journal.record import SYSTEM, act, record
from luodi.office.files import store
@act
def write(n):
    store.put(b"file %d" % n + b"x" * n)
    record(SYSTEM, "office.backup", None, {"n": n}, name="x")
"""
"""An act that puts a file and an entry: `write(n)`."""

CONTENTS = """
import hashlib, json
from django.apps import apps
found = {}
for model in apps.get_models(include_auto_created=True):
    rows = [[str(getattr(row, f.attname)) for f in model._meta.concrete_fields] for row in model._default_manager.order_by("pk").iterator()]
    if model._meta.label == "journal.Entry":
        rows = [r for r in rows if int(r[0]) <= LIMIT]
    if model._meta.label == "journal.Head":
        continue
    found[model._meta.label] = [len(rows), hashlib.sha256(json.dumps(rows).encode()).hexdigest()]
print(json.dumps(found))
"""
"""Every table's count and hash; entries up to LIMIT."""
