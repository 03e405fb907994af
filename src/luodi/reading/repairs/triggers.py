"""Where a slip may begin.

On a cloned page: a `?` that a slip would leave, and a delimiter with something unlikely behind
it. On any other page only what cannot be writing: U+FFFD, a misplaced `?`, or rare characters
that make no sense as they stand and good sense when they are read one byte further on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from luodi.reading.model.store import Model
from luodi.reading.repairs.beam import QUERIES, REACH
from luodi.reading.repairs.chars import HAN, codes, common_han, is_han, pairs
from luodi.reading.repairs.facts import Facts
from luodi.reading.repairs.finals import FINAL
from luodi.reading.repairs.readings import SYLLABLE
from luodi.reading.repairs.score import FORMS

UNLIKELY_PAIR = -9.5  # a delimiter and what follows it: below this, look closer
RARE = 2e-5  # characters rarer than this make a plain line worth a look
ODD_PAIR = -10.0
SHIFTED_GOOD, SHIFTED_GAIN = -9.0, 1.5  # log probability a character, read one byte on
WORTH = 12.0  # … and the gain over the whole run: less is never taken in the end

# A `?` that a slip may have left: before a character, a mark, a stray letter, `pinyin)`.
QUERY = re.compile(
    rf"[?\ufffd](?=[{HAN}?\ufffd，。、；：！”（《!;:,@-~]|[\u3000-\u33ff\u2100-\u25ff\u0370-\u04ff]"
    rf"|[ \u00a0]?{SYLLABLE}[ \u00a0]?[)）])"
)
# What no writer puts behind a delimiter: a stray letter (the trail byte of a character cut in
# two), and GBK's own numerals, which stand where 、 was in front.
STRANGER = re.compile("[@-~\u2160-\u217f\u2474-\u249b\u3220-\u3229]")
MARK = re.compile("[！？；：。，、!?;:,]")


def unreadable(line: str) -> bool:
    """Bytes lost wholesale: nothing a slip could explain, nothing anyone can mend."""
    lost = line.count("\ufffd")
    return (lost >= 3 and lost > 0.05 * len(line)) or line.count("?") > max(10, 0.2 * len(line))


def suspicious_lines(text: str, facts: Facts, model: Model) -> Iterator[tuple[int, str]]:
    """Lines worth reading, with their offsets: all of a cloned page; of any other those that
    hold a rare character, a `?` or a U+FFFD."""
    if facts.cloned:
        pattern = re.compile(r"[^\n]")
    else:
        rare = "".join(c for c in set(text) - common_han() if is_han(c) and model.unigram(FORMS[c]) < RARE)
        pattern = re.compile(f"[?\ufffd{rare}]")
    at = 0
    while (match := pattern.search(text, at)) is not None:
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.start())
        at = end = len(text) if end < 0 else end
        line = text[start:end]
        if not unreadable(line):
            yield start, line


def triggers(line: str, facts: Facts, model: Model, at: int = 0) -> Iterator[int]:
    """Where a slip may begin, in order."""
    if not facts.cloned:
        yield from _plain_triggers(line, model, at)
        return
    for match in MARK.finditer(line, at):
        k = match.start()
        if facts.strong and FINAL.match(line, k):
            return  # the paragraph's full stop: `finals` knows
        if line[k] in QUERIES and QUERY.match(line, k):
            yield k
            continue
        following = line[k + 1 : k + 4]
        if STRANGER.match(following):
            yield k
            continue
        tried = following if line[k] in "!?;:！？；：" else following[:1]
        before = FORMS[line[k]]
        for char in tried:
            if is_han(char) and model.log(before[-1:], FORMS[char]) < UNLIKELY_PAIR:
                yield k
                break
            before = FORMS[char]


def _plain_triggers(line: str, model: Model, at: int) -> Iterator[int]:
    """On a page that is not cloned: U+FFFD, a misplaced `?`, or characters that make no sense
    as they stand and good sense read one byte further on."""
    done = at
    for k in range(at, len(line)):
        char = line[k]
        if char == "\ufffd":
            begun = _shift_before(line, k, model)
            starts = sorted({*_around(begun, k), *range(max(k - 2, 0), k + 1)})
        elif char == "?" and QUERY.match(line, k):
            starts = [k]
        elif char not in common_han() and is_han(char) and model.unigram(FORMS[char]) < RARE:
            if not _odd_here(line, k, model):
                continue
            begun = _shift_before(line, k + 1, model)
            if not any(_shifts_well(line, s, model) for s in range(max(begun - 1, 0), k + 1)):
                continue
            starts = list(_around(begun, k))
        else:
            continue
        for start in starts:
            if start >= done:
                yield start
                done = start + 1


def _around(begun: int, end: int) -> range:
    """The places a slip may have begun at, when the model thinks it was here."""
    return range(max(begun - 1, 0), min(begun + 2, end) + 1)


def _odd_here(line: str, k: int, model: Model) -> bool:
    forms = [FORMS[c] for c in line[max(0, k - 3) : k + 4]]
    odd = sum(model.log(a, b) < ODD_PAIR for a, b in pairwise(forms))
    return odd >= 2


def _shifted(one: str, two: str) -> str:
    """The character between two garbled ones, in form: the trail of one, the lead of the other."""
    first, second = codes().get(one, 0), codes().get(two, 0)
    char = pairs().get((first & 255) << 8 | second >> 8, "")
    return FORMS[char] if char else ""


def _shift_before(line: str, k: int, model: Model) -> int:
    """Where a run that ends at k began to be out of step: the place from which the shifted
    reading gains most on the text as it stands."""
    best, gain, top = k, 0.0, 0.0
    right = _shifted(line[k - 2 : k - 1], line[k - 1 : k])
    for j in range(k - 2, max(k - REACH, 0), -1):
        left = _shifted(line[j - 1], line[j])
        if not left or not right:
            break
        gain += model.log(left, right) - model.log(FORMS[line[j]], FORMS[line[j + 1]])
        if gain > top:
            best, top = j - 1, gain
        right = left
    return best


def _shifts_well(line: str, start: int, model: Model) -> bool:
    """Whether the characters from here, read one byte further on, make better Chinese."""
    here = line[start : start + 8]
    shifted = [_shifted(a, b) for a, b in pairwise(here)]
    if "" in shifted:
        shifted = shifted[: shifted.index("")]
    if len(shifted) < 3:
        return False
    own = [FORMS[c] for c in here[: len(shifted) + 1]]
    new = sum(model.log(a, b) for a, b in pairwise(shifted))
    old = sum(model.log(a, b) for a, b in pairwise(own))
    steps = len(shifted) - 1
    return (
        new / steps > SHIFTED_GOOD and new / steps - old / len(shifted) >= SHIFTED_GAIN and new - old >= WORTH
    )
