"""The page on races against the engine: every key, formula, option and rule in both, and its examples run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from commands import run
from luodi import racing
from luodi.commands.race import command
from luodi.racepaper import WEIGHTINGS
from luodi.racing import levels, loading, spec, unused
from luodi.racing.checking.rules import KINDS
from luodi.racing.combine import TITLES
from luodi.racing.matrices import SIMPLE
from luodi.racing.normalise import NORMALISERS
from luodi.racing.stress import MEANS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "赛马.md").read_text("utf-8")
TRIED = [
    line for line in re.findall(r"^luodi race .+$", PAGE, re.M) if "examples/" in line or "county" in line
]


def test_every_formula_stands_there_as_the_engine_has_it() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.M))
    for name, how in NORMALISERS.items():
        title, formula, options = rows[name].split(" | ")
        assert (title, formula) == (how.title, how.formula)
        for option, value in how.options.items():
            assert f"`{option}`" in options, (name, option)
            if value not in (None, 0.5):
                assert re.search(rf"`{option}` [^、；]*{value}", options), (name, option, value)
    for name, title in TITLES.items():
        assert rows[name].startswith(title)
    for name, words in spec.MISSING_WORDS.items():
        assert rows[name] == words
    for name in WEIGHTINGS:
        assert name in rows, name
    fields = spec.Treatment.__dataclass_fields__
    ways = [way for way in get_args(get_type_hints(spec.Treatment)["impute"]) if way]
    assert len(ways) == 4
    for name in (*fields, *(f"impute: {way}" for way in ways)):
        assert f"| `{name}` |" in PAGE, name


def test_commands_and_checks_are_explained() -> None:
    for name in command.commands:
        assert f"luodi race {name}" in PAGE, name
    for kind in KINDS:
        assert f"- {kind}: {{" in PAGE, kind


def test_every_key_and_choice_is_explained() -> None:
    code = "".join(Path(str(m.__file__)).read_text("utf-8") for m in (loading, levels, unused))
    asked = re.findall(r"\.(?:text|choice|number|whole|flag|day|parts|part|plain)\(\s*\"(\w+)\"", code)
    keys = {*asked, *re.findall(r"_words\(root, \"(\w+)\"", code), *loading.SIDES.values()}
    for key in keys:
        assert re.search(rf"\b{key}\b", PAGE), key
    for word in [
        *WEIGHTINGS,
        *MEANS,
        "points",
        "shares",
        "relative",
        "unranked",
        "last_class",
        "no_commendation",
    ]:
        assert f"`{word}" in PAGE, word
    drawn = re.search(r"其余可用 (.*?)；", PAGE)
    assert drawn is not None and set(re.findall(r"`(\w+)`", drawn[1])) == set(SIMPLE)


def test_its_rules_are_rules() -> None:
    block = re.search(r"```yaml\n(.*?)```", PAGE, re.S)
    assert block is not None
    assert racing.loads(block[1], "赛马.md").race.key == "my-race@1"


@pytest.mark.parametrize("line", TRIED)
def test_its_commands_run(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)[1:]
    result = run(*[w if w != "10000" else "500" for w in words])
    assert result.exit_code == 0, result.output
    if "-o" in words:
        assert Path(words[words.index("-o") + 1]).stat().st_size > 5000


def test_its_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    block = re.search(r"```python\n(.*?)```", PAGE, re.S)
    assert block is not None
    exec(compile(block[1], "赛马.md", "exec"), {})
