"""Mojibake: bytes read with the wrong table.

Damage, of 我们科技创新:
  UTF-8 read as GBK       鎴戜滑绉戞妧鍒涙柊
  UTF-8 read as Latin-1   æˆ‘ä»¬ç§‘æŠ€åˆ›æ–°
  GBK read as Latin-1     ÎÒÃÇ¿Æ¼¼´´ÐÂ   (some pairs read as UTF-8: Öйú for 中国)
  GBK read as UTF-8       ���ǿƼ����� or 锟斤拷: the bytes are gone
A file passed through a program that assumed another table; a line at a time, because
pages are put together from parts.
Repair: read the line's characters back to bytes, and the bytes with the right table. Where a
byte is missing (U+FFFD, or ? at a line's end) `stream` finds the likeliest. ftfy does what it
does well, in a configuration that leaves Chinese punctuation alone. A reading is taken only
if the line becomes Chinese; a line whose bytes are gone is marked and left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from luodi.reading.model.store import Model
from luodi.reading.repairs.chars import HAN_ONE, MARKS, WIDE_ALPHANUMERICS, pairs, plain
from luodi.reading.repairs.score import FORMS
from luodi.reading.repairs.stream import Byte, decode_gb18030, decode_utf8
from luodi.reading.repairs.triggers import unreadable
from luodi.reading.text import Edit, Sure

WHY = "这一行用错了编码（{kind}），按原编码重新读出"
WHY_GUESSED = "这一行用错了编码（{kind}）且丢了字节，缺字按上下文补出，请核对"
WHY_GONE = "这一行的原字节已经丢失，无法还原，请找原件"

KNOWN_CHARACTER = 4e-6  # probability above which a character counts as ordinary
GOOD_LINE = 0.9
RISE, FTFY_RISE = 0.15, 0.05
HAN_SHARE = 0.4
LATIN_SHARE = 0.6
ODD_SHARE = 0.1
LONGEST_LINE = 1_000_000
# Signs that ordinary text may hold though they lie in the block mojibake is made of.
ALLOWED = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿêɑɡ£¢©®«»¹²³¼½¾µ¶¤¯´¸¬¦")
QUIET = frozenset(MARKS + WIDE_ALPHANUMERICS)
GONE = re.compile("锟斤拷|(?:锟斤){2}")
UNKNOWN_IN_CP1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def suspected(alphabet: frozenset[str]) -> bool:
    """Whether any character of the text could not be expected in a clean one."""
    return bool(alphabet - plain() - ALLOWED) or {"锟", "斤", "拷"} <= alphabet


def edits(text: str, alphabet: frozenset[str], model: Callable[[], Model]) -> list[Edit]:
    """One edit for each line that was read with the wrong table; `model` opens the model."""
    odd = alphabet - plain() - ALLOWED
    pattern = re.compile("[" + re.escape("".join(sorted(odd))) + "]|锟斤拷") if odd else GONE
    found: list[Edit] = []
    done = -1
    for match in pattern.finditer(text):
        if match.start() < done:
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.start())
        done = end = len(text) if end < 0 else end
        line = text[start:end]
        if len(line) > LONGEST_LINE:
            continue
        lost = "\ufffd" in line or GONE.search(line) is not None
        if lost or sum(c in odd for c in line) >= ODD_SHARE * len(line.strip()):
            found += _line(line, start, model())
    return found


@dataclass(frozen=True)
class Reading:
    """A line read anew: the characters, the places of the old line each came from."""

    clean: str
    spans: tuple[tuple[int, int], ...] | None
    kind: str
    rise: float  # in quality needed to take it
    margin: float | None = None  # to the next best, where bytes were guessed


def _line(line: str, start: int, model: Model) -> Iterator[Edit]:
    quality = _quality(line, model)
    if quality > GOOD_LINE and "\ufffd" not in line and not GONE.search(line):
        return
    best: Reading | None = None
    best_quality = quality
    for reading in _readings(line, model):
        new = _quality(reading.clean, model)
        if new >= quality + reading.rise and new > best_quality and _chinese(reading.clean):
            best, best_quality = reading, new
    if best is not None:
        sure, why = (Sure.SILENT, WHY) if best.margin is None else (Sure.CHECK, WHY_GUESSED)
        spans = tuple((start + a, start + b) for a, b in best.spans) if best.spans else None
        why = why.format(kind=best.kind)
        yield Edit(start, start + len(line), best.clean, "mojibake", why, sure, best.margin, (), spans)
    elif GONE.search(line) or unreadable(line):
        # Nothing is changed; the step is there so that the line is shown.
        yield Edit(start, start + len(line), line, "unreadable", WHY_GONE, Sure.CHECK)


def _quality(line: str, model: Model) -> float:
    """The share of ordinary characters: ASCII, Chinese punctuation, Han the model knows."""
    known = model.unigrams
    ordinary = sum(
        c < "\x7f" or c in QUIET or c in ALLOWED or known.get(FORMS[c], 0.0) >= KNOWN_CHARACTER for c in line
    )
    return ordinary / (len(line) or 1)


def _chinese(line: str) -> bool:
    beyond_ascii = sum(c > "\x7f" for c in line)
    return beyond_ascii > 0 and len(HAN_ONE.findall(line)) > HAN_SHARE * beyond_ascii


def _readings(line: str, model: Model) -> Iterator[Reading]:
    lossy = "\ufffd" in line or "?" in line
    # € is A2E3 to a GB18030 decoder, 80 to a Windows one. And a decoder stricter or looser than
    # ours may have lost another byte than we think.
    for euro, bound in ((b"\xa2\xe3", True), (b"\x80", True), (b"\xa2\xe3", False)):
        stream = _as_gbk(line, euro)
        decoded = None if stream is None else decode_utf8(stream if bound else _unbound(stream), model)
        if decoded is not None:
            clean, spans, margin = decoded
            yield Reading(clean, spans, "UTF-8 读成 GBK", RISE, margin)
            break
    beyond_ascii = [c for c in line if c > "\x7f"]
    if sum(c <= "\xff" or c in _CP1252 for c in beyond_ascii) < LATIN_SHARE * len(beyond_ascii):
        return
    stream = _as_latin(line)
    if stream is None:
        return
    plain_gbk = decode_gb18030(stream)
    if plain_gbk is not None:
        yield Reading(*plain_gbk, "GBK 读成 Latin-1", RISE)
    decoded = decode_utf8(stream, model)
    if decoded is not None:
        clean, spans, margin = decoded
        yield Reading(clean, spans, "UTF-8 读成 Latin-1", RISE, margin)
    elif not lossy:
        yield from _ftfy(line)


def _ftfy(line: str) -> Iterator[Reading]:
    """Several layers of wrong tables, or a mixture: ftfy's speciality."""
    import ftfy

    config = ftfy.TextFixerConfig(
        uncurl_quotes=False,
        fix_character_width=False,
        fix_latin_ligatures=False,
        normalization=None,
        unescape_html=False,
    )
    fixed = ftfy.fix_encoding(line, config)
    if fixed != line:
        yield Reading(fixed, None, "UTF-8 读成 Latin-1", FTFY_RISE)


def _as_gbk(line: str, euro: bytes) -> list[Byte] | None:
    """The bytes a line read as GBK came from, each with its place; None if it cannot have been."""
    stream: list[Byte] = []
    for k, char in enumerate(line):
        if char == "\ufffd":
            stream.append((_undecodable_before(line[k + 1 : k + 2]), k))
        elif char == "?" and k and line[k - 1] > "\x7f":
            stream.append((None, k))
        elif char == "€":
            stream += [(byte, k) for byte in euro]
        else:
            try:
                stream += [(byte, k) for byte in char.encode("gb18030")]
            except UnicodeEncodeError:
                return None
    return stream


def _unbound(stream: list[Byte]) -> list[Byte]:
    return [(byte if isinstance(byte, int) else None, k) for byte, k in stream]


@cache
def _undecodable_before(char: str) -> tuple[int, ...] | None:
    """The bytes a GBK decoder gives up on when this character's first byte follows them:
    that it did narrows down which byte is missing."""
    try:
        following = char.encode("gbk")[:1]
    except UnicodeEncodeError:
        following = b""
    if not following:
        return None
    known = pairs()
    return tuple(b for b in range(0x80, 0x100) if b in {0x80, 0xFF} or b << 8 | following[0] not in known)


_CP1252 = {char: byte for byte in range(0x80, 0xA0) if (char := bytes((byte,)).decode("cp1252", "ignore"))}


def _as_latin(line: str) -> list[Byte] | None:
    """The same for a line read as Latin-1 or cp1252; pairs read as UTF-8 are taken apart."""
    stream: list[Byte] = []
    for k, char in enumerate(line):
        if char == "\ufffd":
            stream.append((UNKNOWN_IN_CP1252, k))
        elif char in _CP1252:
            stream.append((_CP1252[char], k))
        elif char <= "\xff":
            stream.append((ord(char), k))
        elif char <= "\u07ff":
            stream += [(byte, k) for byte in char.encode("utf-8")]
        else:
            return None
    return stream
