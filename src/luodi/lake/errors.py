"""What the lake says to people: what happened, where, what to do."""

from __future__ import annotations


class LakeError(Exception):
    """A whole file or act that cannot be done; single cells are `Problem`s instead."""

    def __init__(self, where: str, what: str, do: str = "") -> None:
        super().__init__(where, what, do)
        self.where, self.what, self.do = where, what, do

    def __str__(self) -> str:
        return f"{self.where}：{self.what}" + (f"。{self.do}" if self.do else "") + "。"
