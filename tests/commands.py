"""Run `luodi` in this process and look at what it says."""

from __future__ import annotations

from click.testing import CliRunner, Result

from luodi.cli import luodi


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    """One command; what it prints and its exit status. No command may end in a traceback."""
    result = CliRunner().invoke(luodi, [str(a) for a in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def read(*arguments: object, stdin: bytes | None = None) -> Result:
    return run("read", *arguments, stdin=stdin)
