"""Small real files for the tests of `luodi.reading.sources`, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

PARAGRAPH = "会议强调，要加强企业主导的产学研深度融合，推动创新链产业链资金链人才链深度融合。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(members: dict[str, str | bytes]) -> bytes:
    """A zip of members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def document(body: str, **parts: str) -> bytes:
    """A docx with a body in WordprocessingML; `parts` are further members of `word/`, by role."""
    rels = "".join(
        f'<Relationship Id="r{i}" Type="x/{role}" Target="{role}.xml"/>' for i, role in enumerate(parts)
    )
    ns = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return packed(
        {
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships {ns}>{rels}</Relationships>",
            **{f"word/{role}.xml": content for role, content in parts.items()},
        }
    )


def p(text: str, properties: str = "") -> str:
    """A Word paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]], rules: str = "") -> bytes:
    """A PDF of pages of (x, y from the bottom, size, text), with a font that maps to Unicode.

    Every character is one em wide; `rules` are drawing operators put on each page.
    """
    chars = sorted({c for page in pages for *_, text in page for c in text})
    code = {c: i + 1 for i, c in enumerate(chars)}
    pairs = "\n".join(f"<{i:04x}> <{c.encode('utf-16-be').hex()}>" for c, i in code.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(chars)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )
    objects: list[str] = []

    def stream(content: str) -> str:
        return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"

    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append("<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append(
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    )
    objects.append(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    objects.append(stream(cmap))
    for number, page in enumerate(pages):
        shown = "".join(
            f"BT /F {size} Tf {x} {y} Td <{''.join(f'{code[c]:04x}' for c in text)}> Tj ET\n"
            for x, y, size, text in page
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects.append(stream(rules + shown))
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>"
    return out + f"{end}\nstartxref\n{len(out)}\n%%EOF\n".encode()


def compound(*streams: str) -> bytes:
    """An old Office container as far as its directory goes."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little") + bytes(62)
        for name in streams
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entries
