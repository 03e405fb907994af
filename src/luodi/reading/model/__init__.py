"""The language model behind the repair of slips and mojibake.

It is counted on this machine from text that ships with the project (`corpus/`, written for
it), a lexicon of the field, jieba's dictionary, and whatever clean documents an office has
given to `learn`. Those never leave the machine. The compiled file is kept in a cache and
made again whenever one of its sources changes; where nothing can be written, in memory.

`LUODI_HOME`, when set, is the folder for both; otherwise the user's data and cache folders.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from luodi.reading.model.counts import Counts
from luodi.reading.model.store import MAGIC, Model

__all__ = ["Learnt", "Model", "compile_model", "forget", "learn", "learnt", "load"]

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
LEXICON = HERE / "lexicon.txt"
HAN_NEEDED = 200  # Han characters below which a document teaches nothing

_loaded: dict[str, Model] = {}


@dataclass(frozen=True)
class Learnt:
    """What `learn` did: documents taken, Han characters in them, and documents known before."""

    documents: int
    characters: int
    known: int
    refused: tuple[str, ...] = ()  # names of documents too short or visibly damaged

    def __str__(self) -> str:
        told = f"学习 {self.documents} 份文件、{self.characters} 个汉字"
        told += f"；{self.known} 份以前已学过" if self.known else ""
        return told + (f"；未采用：{'、'.join(self.refused)}（过短或有乱码）" if self.refused else "")


def load() -> Model:
    """The model of this machine, compiled if need be."""
    key = _key()
    model = _loaded.get(key)
    if model is None:
        _loaded.clear()
        model = _loaded[key] = _open(key)
    return model


def _open(key: str) -> Model:
    path = _cache() / f"model-{key}.bin"
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        return Model.open(path)
    data = compile_model([*sorted(CORPUS.glob("*.txt")), *_own_documents()])
    with contextlib.suppress(OSError):
        _write(path, data)
        for old in path.parent.glob("model-*.bin"):
            if old != path:
                old.unlink()
    return Model(data)


def compile_model(documents: Iterable[Path], dictionary: bool = True) -> bytes:
    """Count documents, the lexicon and jieba's dictionary into a model's file."""
    counts = Counts()
    texts = [path.read_text("utf-8").splitlines() for path in documents]
    for paragraphs in texts:
        counts.text(paragraphs)
    if dictionary:
        with _jieba_dictionary().open(encoding="utf-8") as lines:
            counts.dictionary(lines)
    counts.lexicon(lexicon())
    counts.divide([paragraph for paragraphs in texts for paragraph in paragraphs])
    return counts.compiled()


def lexicon() -> list[str]:
    """The words of `lexicon.txt`: separated by blanks, # begins a comment."""
    lines = LEXICON.read_text("utf-8").splitlines()
    return [word for line in lines for word in line.partition("#")[0].split()]


def learn(documents: Iterable[tuple[str, str]]) -> Learnt:
    """Add an office's own clean documents, given as (name, text); they stay on this machine.

    A document is kept by the hash of its text, so that learning it twice changes nothing.
    """
    folder = _home() / "learnt"
    folder.mkdir(parents=True, exist_ok=True)
    taken = characters = known = 0
    refused: list[str] = []
    for name, text in documents:
        han = sum("一" <= c <= "\u9fff" for c in text)
        if han < HAN_NEEDED or "\ufffd" in text:
            refused.append(name)
            continue
        path = folder / (hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24] + ".txt")
        if path.exists():
            known += 1
            continue
        _write(path, text.encode("utf-8", "replace"))
        taken, characters = taken + 1, characters + han
    if taken:
        load()
    return Learnt(taken, characters, known, tuple(refused))


def learnt() -> int:
    """How many of the office's own documents the model knows."""
    return len(_own_documents())


def forget() -> int:
    """Delete everything learnt, and every model counted from it; returns how many documents."""
    documents = _own_documents()
    for path in (*documents, *_cache().glob("model-*.bin")):
        path.unlink(missing_ok=True)
    _loaded.clear()
    return len(documents)


def _own_documents() -> list[Path]:
    return sorted((_home() / "learnt").glob("*.txt"))


def _home() -> Path:
    return _folder("user_data_dir")


def _cache() -> Path:
    return _folder("user_cache_dir")


def _folder(kind: str) -> Path:
    own = os.environ.get("LUODI_HOME")
    if own:
        return Path(own)
    import platformdirs

    return Path(getattr(platformdirs, kind)("luodi", appauthor=False))


def _jieba_dictionary() -> Path:
    spec = importlib.util.find_spec("jieba")
    if spec is None or not spec.origin:
        raise FileNotFoundError("jieba is not installed")
    return Path(spec.origin).parent / "dict.txt"


def _key() -> str:
    """A name for exactly these sources, without reading them."""
    state = hashlib.sha256(MAGIC)
    sources = [
        *sorted(CORPUS.glob("*.txt")),
        LEXICON,
        HERE / "counts.py",
        _jieba_dictionary(),
        *_own_documents(),
    ]
    for path in sources:
        stat = path.stat()
        state.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return state.hexdigest()[:16]


def _write(path: Path, data: bytes) -> None:
    """All or nothing, whoever else is writing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
