"""A model that never saw the documents the tests damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.reading import model as language
from luodi.reading.model import Model

EVERY = 4  # every fourth document is held out


def corpus() -> list[Path]:
    return sorted(language.CORPUS.glob("*.txt"))


@pytest.fixture(scope="session")
def unseen() -> list[Path]:
    """Clean documents `stranger` was not counted from."""
    return corpus()[1::EVERY]


@pytest.fixture(scope="session")
def stranger(unseen: list[Path]) -> Model:
    """The model without the held-out documents."""
    return Model(language.compile_model([path for path in corpus() if path not in unseen]))


@pytest.fixture(scope="session")
def documents() -> list[str]:
    return [path.read_text("utf-8") for path in corpus()]


@pytest.fixture(scope="session")
def sentences(documents: list[str]) -> list[str]:
    """Every sentence of the training text, and every line."""
    import re

    lines = [line for text in documents for line in text.split("\n") if line.strip()]
    parts = [s for line in lines for s in re.findall("[^。！？]+[。！？]?", line)]
    return list(dict.fromkeys(lines + parts))
