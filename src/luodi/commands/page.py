"""The marked text as one HTML page that needs nothing else: no script, no picture, no network.

Everything from the document is escaped; the page's own policy forbids whatever might slip by.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from luodi.commands import listing
from luodi.commands.segments import WORDS, Note, Segment, notes_of, segments
from luodi.papers.safe import visible

if TYPE_CHECKING:
    from luodi.api import Document

STYLE = """
:root { --ink: #1d2430; --soft: #5b6472; --line: #d9dee6; --paper: #fff; --ground: #f3f5f8; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.9 "Source Han Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
main { max-width: 86rem; margin: 0 auto; padding: 1.5rem; }
article { background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
  padding: 1.5rem 2rem; margin-bottom: 2rem; }
h1 { font-size: 1.35rem; line-height: 1.5; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; color: var(--soft); }
.facts { color: var(--soft); margin: 0 0 1rem; font-size: .875rem; }
.sides { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 2rem; }
.text p { margin: 0 0 .5rem; min-height: 1em; overflow-wrap: anywhere; white-space: pre-wrap; }
.side { font-size: .875rem; line-height: 1.7; border-left: 1px solid var(--line); padding-left: 1.5rem; }
.side ol, .side ul { list-style: none; margin: 0; padding: 0; }
.side li { padding: .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.place { color: var(--soft); white-space: nowrap; }
a { color: inherit; }
.legend span { margin-right: .75rem; white-space: nowrap; }
mark { background: none; color: inherit; border-radius: 2px; padding: .1em 0; }
.tag { font-size: .7rem; line-height: 1; vertical-align: .35em; padding: .1em .35em; margin: 0 .15em;
  border-radius: 3px; background: #39424f; color: #fff; white-space: nowrap; text-decoration: none; }
.concrete { background: #cfe3fb; } .direction { background: #fdf0c4; } .stance { background: #ececec; }
.goal { background: #d3efd4; } .fact { background: #e5f3f3; }
.meeting, .agenda { background: #ecdff7; }
.due { border-bottom: 2px solid #1c63b7; }
.repaired { border-bottom: 2px dotted #b35c00; }
.check { outline: 2px solid #c01c28; background: #ffe3e3; }
.tag.repaired { background: #b35c00; border: 0; } .tag.check { background: #c01c28; outline: 0; }
:target { outline: 3px solid #1c63b7; outline-offset: 2px; }
details { margin: .25rem 0; } summary { cursor: pointer; } .cut { color: var(--soft); white-space: pre-wrap; }
@media (max-width: 60rem) { .sides { grid-template-columns: minmax(0, 1fr); }
  .side { border-left: 0; padding-left: 0; } article { padding: 1rem; } }
@media print { body { background: none; font-size: 10.5pt; } article { border: 0; padding: 0; }
  .sides { display: block; } .side { border: 0; padding: 0; } .side li { break-inside: avoid; }
  article + article { break-before: page; }
  mark, .tag { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
SHOWN = 300  # characters of a cut that are shown before it is folded


def page(documents: Sequence[Document]) -> str:
    """One page with all documents, each as text on the left and what was found on the right."""
    title = listing.title_of(documents[0]) if len(documents) == 1 else f"{len(documents)} 份文件"
    body = "\n".join(_article(document, number) for number, document in enumerate(documents, 1))
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{_safe(title)} · 落地 对照</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _article(document: Document, number: int) -> str:
    notes = notes_of(document)
    ids = {id(note): f"d{number}n{n}" for n, note in enumerate(notes, 1)}
    head = document.masthead
    facts = [head.number, head.source, head.published and head.published.isoformat(), document.name]
    used = [style for style in WORDS if any(n.style == style for n in notes)]
    legend = "".join(f'<span><mark class="{style}">{WORDS[style]}</mark></span>' for style in used)
    return f"""<article>
<h1>{_safe(listing.title_of(document))}</h1>
<p class="facts">{_safe(" · ".join(fact for fact in facts if fact))}</p>
<p class="legend">{legend}</p>
<div class="sides">
<div class="text">
{_text(document, notes, ids)}
</div>
<div class="side">
{_side(document, notes, ids)}
</div>
</div>
</article>"""


def _text(document: Document, notes: list[Note], ids: dict[int, str]) -> str:
    """The text by paragraphs; a mark that crosses a line's end is opened again on the next."""
    lines: list[list[str]] = [[]]
    for segment in segments(len(document.string), notes):
        lines[-1].extend(_tag(note, ids) for note in segment.opens)
        pieces = document.string[segment.start : segment.end].split("\n")
        for n, piece in enumerate(pieces):
            if n:
                lines.append([])
            if piece:
                lines[-1].append(_marked(piece, segment))
    return "\n".join(f"<p>{''.join(line)}</p>" for line in lines)


def _tag(note: Note, ids: dict[int, str]) -> str:
    extra = f" {note.style}" if note.style in ("repaired", "check") else ""
    return f'<a class="tag{extra}" id="{ids[id(note)]}" title="{_safe(note.says)}">{_safe(note.label)}</a>'


def _marked(piece: str, segment: Segment) -> str:
    words = _safe(piece)
    if not segment.inside:
        return words
    styles = " ".join(sorted({note.style for note in segment.inside}))
    says = "\n".join(note.says for note in segment.inside)
    return f'<mark class="{styles}" title="{_safe(says)}">{words}</mark>'


def _side(document: Document, notes: list[Note], ids: dict[int, str]) -> str:
    parts = []
    groups = (
        ("任务", ("concrete", "direction", "stance")),
        ("目标和数据", ("goal", "fact")),
        ("会议和议题", ("meeting", "agenda")),
        ("文字修复", ("check", "repaired")),
    )
    for heading, styles in groups:
        items = [n for n in notes if n.style in styles]
        if items:
            rows = "\n".join(_item(document, note, ids) for note in items)
            parts.append(f"<h2>{heading}（{len(items)}）</h2>\n<ol>\n{rows}\n</ol>")
    if document.cuts:
        rows = "\n".join(_cuts(document))
        parts.append(f"<h2>删去的内容（{len(document.cuts)}）</h2>\n<ul>\n{rows}\n</ul>")
    if document.findings.notes:
        rows = "\n".join(f"<li>{_safe(note)}</li>" for note in document.findings.notes)
        parts.append(f"<h2>提示</h2>\n<ul>\n{rows}\n</ul>")
    return "\n".join(parts)


def _item(document: Document, note: Note, ids: dict[int, str]) -> str:
    place = document.source.place(document.text.cite(note.start, note.end)[0])
    link = f'<a href="#{ids[id(note)]}"><mark class="{note.style}">{_safe(note.label)}</mark></a>'
    return f'<li>{link} {_safe(note.says)} <span class="place">{_safe(str(place))}</span></li>'


def _cuts(document: Document) -> Iterator[str]:
    for cut in document.cuts:
        place = _safe(str(document.source.place(cut.raw_start)))
        why = _safe(cut.edit.why or cut.kind)
        words = cut.before.strip()
        if len(words) <= SHOWN:
            yield f'<li>{why}（{place}）<div class="cut">{_safe(words)}</div></li>'
        else:
            yield (
                f"<li><details><summary>{why}（{place}，{len(words)} 字）</summary>"
                f'<div class="cut">{_safe(words)}</div></details></li>'
            )


def _safe(words: str) -> str:
    """Made visible, then escaped: fit for text and for a quoted attribute."""
    return escape(visible(words), quote=True)
