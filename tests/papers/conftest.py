"""What the paper tests share: a realistic list, and LibreOffice for those that look at pages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from paper_sample import task_list

from luodi.papers import TaskList


@pytest.fixture(scope="session")
def tasks() -> TaskList:
    return task_list()


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """A file turned into another format by LibreOffice, as an office without Word would."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed; `make test` installs it where it may")
    home = tmp_path_factory.mktemp("libreoffice")

    def run(path: Path, form: str) -> Path:
        out = home / "out"
        command = [soffice, "--headless", f"-env:UserInstallation={home.as_uri()}/profile"]
        command += ["--convert-to", form, "--outdir", str(out), str(path)]
        done = subprocess.run(command, capture_output=True, timeout=180, check=False, env=dict(os.environ))
        made = out / path.with_suffix(f".{form.partition(':')[0]}").name
        assert made.exists(), done.stderr.decode(errors="replace")
        return made

    return run
