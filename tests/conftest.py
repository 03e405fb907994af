"""What all tests share: a home of their own, so that nothing a machine has learnt changes a result."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from tests.depth import depth

# No time limit for one example: the machine may be busy, and how fast something is is a benchmark's business.
settings.register_profile("luodi", max_examples=depth(100, 40), deadline=None)
settings.load_profile("luodi")

ROOT = Path(__file__).parent.parent
# A browser's driver keeps an event loop in the worker's thread; Django must not take the tests after it for asynchronous views.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["LUODI_HOME"] = str(ROOT / ".pytest_cache" / "luodi-home")
for name in ("LUODI_MODEL_URL", "LUODI_DEBUG", "COLUMNS"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def examples() -> Path:
    """The sample documents that ship with the project."""
    return ROOT / "examples" / "documents"
