"""What can go wrong with a file, said so that a person knows what to do next."""

from __future__ import annotations


class ReadError(Exception):
    """A file that cannot be read: `what` happened and what to `do`, in Chinese, for a person.

    `str(error)` is one line: 文件名：what。do。
    """

    def __init__(self, name: str, what: str, do: str = "") -> None:
        self.name, self.what, self.do = name, what, do
        super().__init__(name, what, do)

    def __str__(self) -> str:
        return f"{self.name}：{self.what}。" + (f"{self.do}。" if self.do else "")


class SecretError(ReadError):
    """A file marked 秘密, 机密 or 绝密: refused before anything of it is kept."""
