"""A stream of bytes, some of them unknown, read as UTF-8 or GB18030.

Each byte carries the place of the character it was read from, so that each character of
the result knows where it came from.
"""

from __future__ import annotations

import heapq
import math
from typing import NamedTuple, TypeAlias

from luodi.reading.model.form import END, START
from luodi.reading.model.store import Model
from luodi.reading.repairs.chars import traditional_only
from luodi.reading.repairs.score import FORMS

# A byte, or None (any), or the values it may have; and its place.
Byte: TypeAlias = tuple[int | tuple[int, ...] | None, int]
Decoded: TypeAlias = tuple[str, tuple[tuple[int, int], ...]]

BEAM = 80
MOST_UNKNOWN = 200
UNKNOWN_LEADS = (0xE2, 0xE3, *range(0xE4, 0xEA), 0xEF)
OLD_FORM = 3.0  # log cost of a guessed character in its traditional form
CONTINUATIONS = tuple(range(0x80, 0xC0))


class State(NamedTuple):
    score: float
    need: int  # continuation bytes still to come
    code: int  # bits so far
    begun: int  # place of the lead byte
    recent: str  # the last two characters, in form
    chain: tuple[object, str, int, int] | None


def decode_utf8(
    stream: list[Byte], model: Model
) -> tuple[str, tuple[tuple[int, int], ...], float | None] | None:
    """The text, a span of places for each character, and the margin to the next best reading
    (None if nothing had to be guessed); None if the bytes are not UTF-8."""
    unknown = sum(not isinstance(byte, int) for byte, _ in stream)
    if unknown > MOST_UNKNOWN:
        return None
    if not unknown:
        whole = _strict(stream, "utf-8")
        return None if whole is None else (*whole, None)
    states = [State(0.0, 0, 0, 0, START, None)]
    for byte, at in stream:
        grown: dict[tuple[int, int, str], State] = {}
        for state in states:
            for value in _values(byte, state.need):
                new = _feed(state, value, at, model)
                if new is not None:
                    key = new.need, new.code, new.recent
                    if key not in grown or new.score > grown[key].score:
                        grown[key] = new
        states = heapq.nlargest(BEAM, grown.values(), key=lambda s: s.score)
        if not states:
            return None
    ends = sorted(
        ((s.score + math.log(model.chance(s.recent, END)), s) for s in states if not s.need),
        key=lambda pair: -pair[0],
    )
    if not ends:
        return None
    margin = ends[0][0] - ends[1][0] if len(ends) > 1 else 20.0
    chars, spans = [], []
    chain = ends[0][1].chain
    while chain is not None:
        chars.append(chain[1])
        spans.append((chain[2], chain[3]))
        chain = chain[0]  # type: ignore[assignment]
    return "".join(reversed(chars)), tuple(reversed(spans)), round(margin, 1)


def _values(byte: int | tuple[int, ...] | None, need: int) -> tuple[int, ...]:
    if isinstance(byte, int):
        return (byte,)
    if byte is not None:
        return byte
    return CONTINUATIONS if need else UNKNOWN_LEADS


def _feed(state: State, value: int, at: int, model: Model) -> State | None:
    if state.need:
        if not 0x80 <= value < 0xC0:
            return None
        code = state.code << 6 | value & 0x3F
        if state.need > 1:
            return state._replace(need=state.need - 1, code=code)
        if code < 0x80 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            return None
        char, begun = chr(code), state.begun
    elif value < 0x80:
        char, begun = chr(value), at
    elif 0xC2 <= value < 0xE0:
        return state._replace(need=1, code=value & 0x1F, begun=at)
    elif 0xE0 <= value < 0xF0:
        return state._replace(need=2, code=value & 0x0F, begun=at)
    elif 0xF0 <= value < 0xF5:
        return state._replace(need=3, code=value & 0x07, begun=at)
    else:
        return None
    form = FORMS[char]
    score = state.score + model.log(state.recent, form)
    if char in traditional_only():
        score -= OLD_FORM
    return State(score, 0, 0, begun, state.recent[-1:] + form, (state.chain, char, begun, at + 1))


def decode_gb18030(stream: list[Byte]) -> Decoded | None:
    """The text and its spans; None if a byte is unknown or the bytes are not GB18030."""
    if any(not isinstance(byte, int) for byte, _ in stream):
        return None
    return _strict(stream, "gb18030")


def _strict(stream: list[Byte], table: str) -> Decoded | None:
    data = bytes(byte for byte, _ in stream if isinstance(byte, int))
    try:
        text = data.decode(table)
    except UnicodeDecodeError:
        return None
    spans, at = [], 0
    for char in text:
        length = len(char.encode(table))
        spans.append((stream[at][1], stream[min(at + length, len(stream)) - 1][1] + 1))
        at += length
    return text, tuple(spans)
