"""The command line's own sentences are said in Chinese, every one a user can meet."""

from __future__ import annotations

import ast
import inspect
import string

import click.core
import click.exceptions
import click.formatting
import click.parser
import click.types
import pytest
from click.testing import CliRunner

from luodi.cli import luodi
from luodi.clickwords import SAID

PROGRAMMERS = (
    "DeprecationWarning", "deprecated", "Could not determine", "No options defined", "Arguments take exactly",
    "Name '", "Boolean option", "Invalid start character", "Choice({choices})",
)  # fmt: skip
"""Said to whoever writes a command, never to whoever calls it."""


def sentences() -> set[str]:
    """All that click asks gettext for, read from its source."""
    found = set()
    for room in (click.core, click.exceptions, click.formatting, click.parser, click.types):
        for node in ast.walk(ast.parse(inspect.getsource(room))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                found |= {
                    a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                }
    return found


def test_every_sentence_is_there() -> None:
    missing = sorted(s for s in sentences() if s not in SAID and not s.startswith(PROGRAMMERS))
    assert not missing


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_sentence_asks_for_what_is_not_given() -> None:
    assert not {k for k, v in SAID.items() if not fields(v) <= fields(k)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["asess"], "没有 asess 这个命令。"),
        (["read", "--bogus"], "没有 --bogus 这个选项。"),
        (["race", "run"], "缺少"),
        (["race", "stress", "a", "b", "--draws", "x"], "“x”不是数"),
        (["serve", "--workers"], "--workers 后面要写一个值。"),
        (["race", "list", "x"], "多写了：x"),
    ],
)
def test_a_wrong_call_is_told_in_plain_words(words: list[str], said: str) -> None:
    run = CliRunner().invoke(luodi, words)
    assert run.exit_code == 2
    assert said in run.output and "Error" not in run.output
