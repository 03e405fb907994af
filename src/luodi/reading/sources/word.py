"""Word files (docx): the body in order, numbers restored, what is not text in `meta`.

Read straight from the package's XML: it keeps what a reader sees and libraries drop (automatic
numbers, text boxes, inserted text), and survives the odd relationships that WPS writes.
Headers, footers and the number of comments go to `meta`; notes are appended at the end.
"""

from __future__ import annotations

import posixpath
from xml.etree.ElementTree import Element

from luodi.reading.document import Source
from luodi.reading.errors import ReadError
from luodi.reading.sources.numbering import W, read_numbering
from luodi.reading.sources.wordbody import Body, read_styles
from luodi.reading.sources.wordrun import Runs, Seen
from luodi.reading.sources.zips import DAMAGED, Package, parse_xml

# A file in the strict variant says the same under other names.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CORE = {
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://purl.org/dc/terms/}modified": "modified",
}


def read(name: str, data: bytes) -> Source:
    """A docx. ReadError if damaged, a bomb, or without a body."""
    package = Package(name, data)
    parts = _Parts(package)
    document = parts.required("officeDocument")
    body = document.find(f"{W}body")
    if body is None:
        raise ReadError(name, *DAMAGED)
    styles_root = parts.optional("styles")
    styles = read_styles(styles_root)
    # Styles that define a list, for lists that only name the style.
    linked = {style: num for style, (num, _) in styles.lists.items()}
    numbering = read_numbering(parts.optional("numbering"), linked)
    walked = Body(numbering, styles)
    walked.walk(body)
    meta = _meta(parts, walked)
    if numbering.given:
        meta["numbering_note"] = f"自动编号不在文件文字中，已按 Word 规则还原{numbering.given}处"
    _notes(parts, walked)
    lines = walked.lines
    return Source(name, "docx", lines.raw, locate=lines.locator(), meta=meta, aside=tuple(walked.aside))


class _Parts:
    """The members of a package by their role, whatever they are called."""

    def __init__(self, package: Package) -> None:
        self._package = package
        roots = self._targets("_rels/.rels", "")
        main = next((path for role, path in roots if role == "officeDocument"), "word/document.xml")
        base, file = posixpath.split(main)
        self._roles = [*roots, *self._targets(posixpath.join(base, "_rels", f"{file}.rels"), base)]
        self._roles.append(("officeDocument", main))

    def _targets(self, member: str, base: str) -> list[tuple[str, str]]:
        if member not in self._package.names:
            return []
        found = []
        for item in self._package.xml(member).iter(RELATIONSHIP):
            target = item.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(base, target)
            found.append((item.get("Type", "").rpartition("/")[2], posixpath.normpath(path)))
        return found

    def all(self, role: str) -> list[Element]:
        """Every part of a role that is there, parsed."""
        paths = dict.fromkeys(path for r, path in self._roles if r == role and path in self._package.names)
        return [self._parse(path) for path in paths]

    def optional(self, role: str) -> Element | None:
        found = self.all(role)
        return found[0] if found else None

    def required(self, role: str) -> Element:
        found = self.optional(role)
        if found is None:
            raise ReadError(self._package.name, *DAMAGED)
        return found

    def _parse(self, path: str) -> Element:
        content = self._package.read(path)
        for strict, usual in STRICT:
            content = content.replace(strict, usual)
        return parse_xml(self._package.name, content)


def _meta(parts: _Parts, walked: Body) -> dict[str, str]:
    """What stands beside the body, and what was left out of it."""
    meta: dict[str, str] = {}
    for role in ("header", "footer"):
        texts = dict.fromkeys(_text(root) for root in parts.all(role))
        if text := " / ".join(t for t in texts if t):
            meta[role] = text
    core = parts.optional("core-properties")
    for item in core if core is not None else ():
        if (key := CORE.get(item.tag)) is not None and item.text:
            meta[key] = item.text.strip()[:200]
    seen = walked.seen
    if seen.deleted or seen.inserted:
        meta["changes_note"] = f"含修订：略去删除{seen.deleted}处，保留插入{seen.inserted}处"
    if seen.hidden:
        meta["hidden_note"] = f"略去隐藏文字{seen.hidden}处"
    if seen.images:
        meta["images"] = f"{seen.images}"
    if seen.comments:
        meta["comments"] = f"{seen.comments}"
    if walked.filled:
        meta["merged_note"] = f"纵向合并的单元格已逐行补齐，共{walked.filled}格"
    return meta


def _text(root: Element) -> str:
    """All text of a header or footer on one line."""
    runs = Runs(Seen())
    texts = [runs.text(paragraph) for paragraph in root.iter(f"{W}p")]
    return " ".join(" ".join(texts).split())[:500]


def _notes(parts: _Parts, walked: Body) -> None:
    """Append the notes referred to, in the order of their numbers."""
    wanted = list(dict.fromkeys(walked.seen.notes))
    for kind, shown in (("footnote", "脚注"), ("endnote", "尾注")):
        root = parts.optional(f"{kind}s")
        if root is None:
            continue
        by_id = {note.get(f"{W}id", ""): note for note in root.iter(f"{W}{kind}")}
        ids = [key for k, key in wanted if k == kind and key in by_id]
        for number, key in enumerate(ids, 1):
            walked.walk(by_id[key], f"{shown}{number} ")
