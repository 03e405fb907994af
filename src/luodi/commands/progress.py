"""Progress on standard error: a bar in a terminal, a line a file elsewhere, nothing for one file."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """Counts files. `begin` says which is being read, `line` says something in between."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def begin(self, name: str) -> None:
        self.done += 1
        if self.total > 1:
            self.line(f"[{self.done}/{self.total}] {name}")

    def line(self, words: str) -> None:
        print(words, file=sys.stderr, flush=True)


class TerminalProgress(Progress):
    """A bar that stays at the foot of the terminal and goes when all is read."""

    def __init__(self, total: int) -> None:
        super().__init__(total)
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        self.bar: Bar = Bar(
            TextColumn("读取"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[name]}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self.task: TaskID = self.bar.add_task("", total=total, name="")

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def begin(self, name: str) -> None:
        self.done += 1
        self.bar.update(self.task, completed=self.done - 1, name=name)

    def line(self, words: str) -> None:
        self.bar.console.print(words, markup=False, highlight=False, soft_wrap=True)


def progress_for(total: int) -> Progress:
    """The kind of progress that suits the number of files and where standard error goes."""
    if total > 1 and sys.stderr.isatty():
        return TerminalProgress(total)
    return Progress(total)
