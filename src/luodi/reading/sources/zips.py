"""Office packages are zip files; this opens them without trusting what they say of themselves.

A bomb is a small file that unpacks to gigabytes. Declared sizes are checked before anything is
unpacked, and actual ones while it is, because a declaration can lie. Their XML may not declare
entities: Office never does, and an entity that expands to ten others is the other bomb.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from functools import cached_property
from itertools import pairwise
from xml.etree import ElementTree

from luodi.reading.errors import ReadError
from luodi.reading.sources.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, RATIO_FROM

DAMAGED = ("压缩结构损坏或文件不完整", "请重新获取或用 Word/Excel/WPS 打开后另存")
BOMB = ("解压后异常庞大，疑为压缩炸弹，已拒绝", "请核实文件来源")
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


class Package:
    """A zip that was checked. ReadError if it is damaged, encrypted or a bomb."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            RuntimeError,
            NotImplementedError,
            IndexError,
        ) as error:
            raise ReadError(name, *DAMAGED) from error
        if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise ReadError(name, *BOMB)
        for info in infos:
            if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
                raise ReadError(name, *BOMB)
            if info.flag_bits & 1:
                raise ReadError(name, "文件已加密", "请解密后再读")
        # Members that share the same packed bytes: the trick of the nested-overlap bomb.
        if len({info.header_offset for info in infos}) < len(infos) or _overlap(infos):
            raise ReadError(name, *BOMB)
        self._left = MAX_UNPACKED

    @cached_property
    def names(self) -> dict[str, str]:
        """Members by name with forward slashes (some writers use backward ones)."""
        return {n.replace("\\", "/").lstrip("/"): n for n in self._zip.namelist()}

    def read(self, member: str) -> bytes:
        """A member's bytes; ReadError if it is missing, damaged or larger than it says."""
        try:
            info = self._zip.getinfo(self.names[member])
            with self._zip.open(info) as stream:
                content = stream.read(min(info.file_size, self._left) + 1)
        except KeyError as error:
            raise ReadError(self.name, f"缺少 {member}，{DAMAGED[0]}", DAMAGED[1]) from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise ReadError(self.name, *DAMAGED) from error
        self._left -= len(content)
        if len(content) > info.file_size or self._left < 0:
            raise ReadError(self.name, *BOMB)
        return content

    def xml(self, member: str) -> ElementTree.Element:
        """A member parsed as XML without entity declarations."""
        return parse_xml(self.name, self.read(member))

    def verify(self) -> None:
        """Unpack every member and throw it away: before the file goes to a library that trusts."""
        left = MAX_UNPACKED
        for info in self._zip.infolist():
            size = 0
            try:
                with self._zip.open(info) as stream:
                    while block := stream.read(1 << 20):
                        size += len(block)
                        left -= len(block)
                        if left < 0 or size > info.file_size:
                            raise ReadError(self.name, *BOMB)
            except ReadError:
                raise
            except Exception as error:
                raise ReadError(self.name, *DAMAGED) from error


def parse_xml(name: str, content: bytes) -> ElementTree.Element:
    """Parse XML that must not declare anything; ReadError if it does or is broken."""
    head = content[:4096]
    if b"\0" in head:
        head = head.replace(b"\0", b"")
    if DOCTYPE.search(head):
        raise ReadError(name, "文件内含实体声明，已拒绝", "请核实文件来源")
    parser = ElementTree.XMLParser(target=_NoDoctype())
    try:
        parser.feed(content)
        root: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ReadError(name, "文件内部结构损坏", DAMAGED[1]) from error
    return root


class _NoDoctype(ElementTree.TreeBuilder):
    """A builder that stops at a document type declaration wherever it stands."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        raise ValueError("document type declarations are not allowed")


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """Do two members claim the same bytes of the file?"""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    return any(
        a.header_offset + 30 + len(a.orig_filename) + a.compress_size > b.header_offset
        for a, b in pairwise(ordered)
    )
