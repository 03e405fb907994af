"""Gates: no pattern is kept from words it would match."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.finding import levelrules, patterns, recalling, subjects, walk
from luodi.finding.gates import GATES, Gated, Gates, needed
from luodi.finding.levelrules import LevelRule

# pattern -> what any match of it holds at least one of
NEEDS: list[tuple[str, set[str] | None]] = [
    ("建立清单", {"建立"}),
    ("建.清", {"建"}),
    ("(?:建|设)立", {"建立", "设立"}),
    ("[建设]立", {"建立", "设立"}),
    ("(?:进一步)?(?:加强|完善)", {"加强", "完善"}),
    ("已(?:建|完成)", {"已建", "已完"}),
    ("(?<!不)要(?!求)", {"要"}),
    ("是$", {"是"}),
    ("由.+?负责|牵头", {"负责", "牵头"}),
    (r"\d+家", {"家"}),
    (r"\d+", None),
    ("建*", None),
    ("建|", None),
    (".", None),
    ("[^，]", None),
    ("(?i:abc)", None),
]


@pytest.mark.parametrize(("pattern", "needs"), NEEDS)
def test_what_a_pattern_needs(pattern: str, needs: set[str] | None) -> None:
    assert needed(re.compile(pattern)) == needs


def gated() -> list[tuple[str, Gated]]:
    """Every pattern of the task rules that stands behind a gate, with where it is written."""
    found: list[tuple[str, Gated]] = []
    for module in (patterns, walk, recalling, subjects, levelrules):
        found += [(f"{_last(module)}.{name}", p) for name, p in vars(module).items() if isinstance(p, Gated)]
    for value in vars(levelrules).values():
        rules = value if isinstance(value, tuple) else (value,)
        found += [(r.name, r.pattern) for r in rules if isinstance(r, LevelRule) and r.pattern]
    return found


def _last(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


EXAMPLES = Path(__file__).parents[2] / "examples" / "documents"
PIECES = [
    piece
    for path in sorted(EXAMPLES.glob("0[1-5]*.txt"))
    for line in path.read_text("utf-8").splitlines()
    for piece in [line, *re.split("[，。；：]", line)]
    if piece
]


@pytest.mark.parametrize(("name", "gate"), gated(), ids=lambda value: value if isinstance(value, str) else "")
def test_no_gate_shuts_out_what_papers_say(name: str, gate: Gated) -> None:
    for words in PIECES:
        if gate.search_at(words):
            assert GATES.mask(words) & gate.bit, f"{name}: {words}"


WORDS = st.text(alphabet="建立设清单要求已完成由负责牵头家1，。", max_size=12)


@settings(deadline=None)
@given(st.sampled_from([pattern for pattern, _ in NEEDS]), WORDS)
def test_no_gate_shuts_out_a_match(pattern: str, words: str) -> None:
    gates = Gates()
    gate = gates.add(pattern)
    mask = gates.mask(words)
    assert bool(gate.search(words, mask)) == bool(re.search(pattern, words))
    assert bool(gate.match(words, mask)) == bool(re.match(pattern, words))
