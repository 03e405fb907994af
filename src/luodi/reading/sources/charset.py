"""Bytes to text: which charset a plain file is in, and the text in it.

The order is certainty first: a byte order mark, UTF-8 that decodes strictly (other charsets
almost never do), evident UTF-16, then GB18030 and Big5. The last two decode each other's
bytes without complaint, so the share of frequent characters decides between them; the gap is
so wide (0.8–0.9 against below 0.1) that GB18030 stays unless Big5 is far better.

A file may also be *mostly* in a charset (a byte was lost on the way), or in two: lines pasted
from different systems. Then it is decoded line by line, what cannot be read becomes U+FFFD,
and `Decoded.note` says so.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from luodi.reading.sources.frequent import partly_chinese, plausibility

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
WIDE = ("utf-16-le", "utf-16-be")
CHINESE = ("gb18030", "big5hkscs")
# Names under which other files state a charset, and the superset that is meant in practice.
MEANT = {
    **dict.fromkeys(("gb2312", "gbk", "cp936", "x-gbk", "gb_2312-80", "hz-gb-2312", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "x-x-big5", "cn-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("ascii", "us-ascii", "utf8", "utf-8", "utf_8"), "utf-8"),
}
SHOWN = {"big5hkscs": "big5"}

CLEARLY = 0.2  # by so much must Big5 be more plausible than GB18030
READABLE = 0.35  # plausibility of a text that is Chinese at all
TOO_SHORT = 20  # characters that are no ground for a guess: a name of rare characters
LOST = 0.05  # share of U+FFFD above which a charset is not the right one
# Two Han in UTF-8, one after the other: without such a pair no line is worth trying as UTF-8.
HAN_PAIR = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2}")
HAN_ONLY = re.compile(r"[\x09-\x0d\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uff5e“”‘’—…·]+")
LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was got: `runs` are (first byte, charset) with U+FFFD for what is lost.

    `charset` is the name to show; `note` is a Chinese sentence where something is worth saying.
    """

    text: str
    charset: str
    runs: tuple[tuple[int, str], ...]
    note: str | None = None


def decode(data: bytes, stated: str | None = None) -> Decoded | None:
    """Decode a text; None if it is none in any charset we know (say so: it is binary).

    `stated` is what the file itself says (HTML): believed if it decodes, because a page knows
    better than a guess, but not against strict UTF-8.
    """
    for mark, charset in MARKS:
        if data.startswith(mark) and (marked := _marked(data, charset, len(mark))) is not None:
            return marked
    wide = _wide(data)
    if wide is not None:
        return wide
    if b"\0" in data and (data.count(b"\0") > 8 or len(data) < 64):
        return None
    if (text := _strict(data, "utf-8")) is not None and not gbk_in_disguise(data, text):
        return Decoded(text, "utf-8", ((0, "utf-8"),))
    if stated is not None and (charset := MEANT.get(stated.lower(), stated.lower())) != "utf-8":
        text = _strict(data, charset)
        if text is not None and (charset not in CHINESE or plausibility(text) >= READABLE):
            return Decoded(text, SHOWN.get(charset, charset), ((0, charset),))
    return _by_line(data) or _chinese(data) or _lossy(data) or _guessed(data)


def gbk_in_disguise(data: bytes, text: str) -> bool:
    """A GBK word or two can be valid UTF-8 (十 is ʮ): then it has no character above U+07FF."""
    if text.isascii() or max(text) > "\u07ff":
        return False
    return (chinese := _strict(data, "gb18030")) is not None and plausibility(chinese) >= 0.5


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        return None


def _marked(data: bytes, charset: str, skip: int) -> Decoded | None:
    """Text after a byte order mark; None if the mark was the accident of a binary file."""
    text = data[skip:].decode(charset, "replace")
    lost = text.count("\ufffd")
    if lost + text.count("\0") > max(LOST * len(text), 1):
        return None
    return Decoded(text, charset, ((skip, charset),), _lost_note(lost))


def _lost_note(lost: int) -> str | None:
    return f"有{lost}处字节无法解码，以�代替" if lost > 0 else None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: valid, and plausible where the same bytes as text are not.

    ASCII shows by its zero bytes; Chinese without a single ASCII character or line end is
    told by its frequent characters.
    """
    if len(data) < 4 or len(data) % 2:
        return None
    zeros = data.count(b"\0")
    if not zeros and (_strict(data, "utf-8") is not None or _strict(data, "gb18030") is not None):
        return None
    for charset in WIDE:
        text = _strict(data, charset)
        if text is None or "\0" in text:
            continue
        ascii_share = sum(c < "\x80" for c in text) / len(text)
        if plausibility(text) >= READABLE or (ascii_share > 0.5 and ascii_share > 1 - READABLE):
            return Decoded(text, charset, ((0, charset),))
    return None


def _chinese(data: bytes) -> Decoded | None:
    """GB18030 or Big5, decoding strictly and reading like Chinese."""
    best: tuple[float, str, str] | None = None
    for charset in CHINESE:
        text = _strict(data, charset)
        if text is None:
            continue
        score = plausibility(text) - (CLEARLY if best is not None else 0)
        if best is None or score > best[0]:
            best = (score, charset, text)
    # Strict GB18030 is believed at a low share too: a list of rare names is still Chinese.
    # Latin text in cp1252 also decodes, but hardly ever to a frequent character.
    if best is None:
        return None
    if best[0] < (0.12 if best[1] == "gb18030" else READABLE) and not partly_chinese(best[2]):
        return None
    return Decoded(best[2], SHOWN.get(best[1], best[1]), ((0, best[1]),))


def _by_line(data: bytes) -> Decoded | None:
    """Lines in UTF-8 among lines in GB18030 or Big5; None if there is only one kind."""
    if not _has_utf8_line(data):
        return None
    kinds: Counter[str] = Counter()
    runs: list[tuple[int, str]] = []
    pieces: list[str] = []
    for found in LINE.finditer(data):
        line = found[0]
        if line.isascii():
            pieces.append(line.decode("ascii"))
            continue
        charset, text = _line(line)
        kinds[charset] += 1
        pieces.append(text)
        if not runs or runs[-1][1] != charset:
            runs.append((found.start() if runs else 0, charset))
    if not kinds["utf-8"] or len(kinds) < 2:
        return None
    names = "、".join(f"{SHOWN.get(c, c)} {n}行" for c, n in kinds.most_common())
    text = "".join(pieces)
    lost = _lost_note(text.count("\ufffd"))
    note = f"同一文件内编码不一（{names}），已逐行解码" + (f"；{lost}" if lost else "")
    main = kinds.most_common(1)[0][0]
    return Decoded(text, SHOWN.get(main, main), tuple(runs), note)


def _has_utf8_line(data: bytes) -> bool:
    at = 0
    while (pair := HAN_PAIR.search(data, at)) is not None:
        begin = data.rfind(b"\n", at, pair.start()) + 1 or at
        begin = data.rfind(b"\r", begin, pair.start()) + 1 or begin
        end = LINE.match(data, pair.end())
        at = end.end() if end is not None else len(data)
        if _strict(data[begin:at], "utf-8") is not None:
            return True
    return False


def _line(line: bytes) -> tuple[str, str]:
    """One line's charset and text. UTF-8 must be strict and the more plausible reading:
    a few GBK words happen to be valid UTF-8, but then they read as Greek or Arabic."""
    candidates = []
    for rank, charset in enumerate(("utf-8", *CHINESE)):
        text = line.decode(charset, "replace")
        lost = text.count("\ufffd")
        bonus = 0.0 if charset != "big5hkscs" else -CLEARLY
        candidates.append((plausibility(text) + bonus - 3 * lost / len(text), -rank, charset, text))
    _, _, charset, text = max(candidates)
    return charset, text


def _lossy(data: bytes) -> Decoded | None:
    """The charset that loses least, if that is little: a byte went missing on the way."""
    best: tuple[float, Decoded] | None = None
    for charset in ("utf-8", *CHINESE):
        text = data.decode(charset, "replace")
        lost = text.count("\ufffd")
        score = plausibility(text) - 3 * lost / max(len(text), 1)
        foreign = sum(c > "\x7f" for c in text)
        # A short text may lose a larger share, if what is left is plainly Chinese.
        if lost > max(LOST * len(text), 2) or lost * 2 > foreign:
            continue
        if score < READABLE and not partly_chinese(text):
            continue
        if best is None or score > best[0] + (CLEARLY if charset == "big5hkscs" else 0):
            best = score, Decoded(text, SHOWN.get(charset, charset), ((0, charset),), _lost_note(lost))
    return best[1] if best else None


def _guessed(data: bytes) -> Decoded | None:
    """Last resort: another language's charset, or rare Chinese; None for what is no text."""
    if _controls(data) > 0.02:
        return None
    latin = _strict(data, "cp1252")
    if latin is not None and sum(c < "\x80" for c in latin) > 0.7 * len(latin):
        return Decoded(latin, "cp1252", ((0, "cp1252"),), "编码系推测，请核对")
    if (text := _strict(data, "gb18030")) is not None and len(text) <= TOO_SHORT and HAN_ONLY.fullmatch(text):
        return Decoded(text, "gb18030", ((0, "gb18030"),))
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:65536]).best()
    charset = guess.encoding if guess is not None else None
    if charset is not None and (text := _strict(data, charset)) is not None:
        return Decoded(text, charset, ((0, charset),), "编码系推测，请核对")
    if (text := _strict(data, "gb18030")) is not None:
        return Decoded(text, "gb18030", ((0, "gb18030"),), "编码系推测，请核对")
    return None


def _controls(data: bytes) -> float:
    """The share of control characters no text has."""
    kept = data.translate(None, bytes(range(9)) + bytes(range(14, 27)) + b"\x1c\x1d\x1e\x1f\x7f")
    return 1 - len(kept) / max(len(data), 1)
