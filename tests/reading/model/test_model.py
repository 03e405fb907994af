"""The language model: what it knows, how it is kept, what an office teaches it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from luodi.reading import model as language
from luodi.reading.model import Model, compile_model
from luodi.reading.model.form import END, START

LETTER = "霁川县科学技术局召开会议，研究砚峦实验室建设事项。砚峦实验室由霁川县科学技术局牵头。\n" * 20


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and no dictionary, so that compiling takes no time."""
    monkeypatch.setenv("LUODI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(
        language, "compile_model", lambda documents: compile_model(documents, dictionary=False)
    )
    language._loaded.clear()
    yield tmp_path / "home"
    language._loaded.clear()


def test_chances_add_up_to_no_more_than_one(small: Path) -> None:
    model = language.load()
    for before in (START, "科", "高校", "，", "没见过"):
        total = sum(model.chance(before, char) for char in model.unigrams)
        assert 0.9 < total <= 1.0001


def test_what_was_seen_is_likelier(small: Path) -> None:
    model = language.load()
    assert model.log("科", "技") > model.log("科", "龘")
    assert model.log("高校", "院") < 0
    assert model.log("。", END) > model.log("科", END)
    assert math.isfinite(model.log("\ud800", "\x00"))


def test_it_is_kept_and_opened_again(small: Path) -> None:
    language.load()
    kept = list(small.glob("model-*.bin"))
    assert len(kept) == 1
    language._loaded.clear()
    assert language.load().log("科", "技") < 0
    assert list(small.glob("model-*.bin")) == kept


@pytest.mark.parametrize("content", [b"", b"nonsense", b"LUODI-LM-5\n\xff\xff\xff\xff\xff\xff\xff\xff"])
def test_a_spoilt_file_is_made_again(small: Path, content: bytes) -> None:
    language.load()
    kept = next(iter(small.glob("model-*.bin")))
    kept.write_bytes(content)
    language._loaded.clear()
    assert language.load().log("科", "技") < 0


def test_where_nothing_can_be_written_it_lives_in_memory(
    tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file, not a folder")
    monkeypatch.setenv("LUODI_HOME", str(blocked / "home"))
    assert language.load().log("科", "技") < 0


def test_learning_and_forgetting(small: Path) -> None:
    before = language.load().log("砚", "峦")
    report = language.learn([("会议.txt", LETTER), ("短.txt", "太短了"), ("坏.txt", LETTER + "\ufffd")])
    assert (report.documents, report.known, report.refused) == (1, 0, ("短.txt", "坏.txt"))
    assert language.learnt() == 1
    assert language.load().log("砚", "峦") > before
    assert language.learn([("又一次.txt", LETTER)]).known == 1
    assert str(report).startswith("学习 1 份文件")
    assert language.forget() == 1
    assert list(small.glob("model-*.bin")) == []
    assert language.load().log("砚", "峦") == before


def test_the_lexicon_is_words() -> None:
    words = language.lexicon()
    assert len(words) > 500
    assert all(1 <= len(word) <= 16 for word in words)


def test_a_file_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        Model(b"LUODI-LM-1\n" + bytes(20))
