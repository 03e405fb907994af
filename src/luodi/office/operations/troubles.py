"""What goes wrong while operating: said in words, with what to do. No command ends in a traceback."""

from __future__ import annotations


class Trouble(Exception):
    """What happened, and what to do about it."""

    def __init__(self, what: str, do: str = ""):
        super().__init__(f"{what}{do}")
        self.what, self.do = what, do
