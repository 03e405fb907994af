"""Text as the index keeps it: Chinese by pairs of characters, Latin letters and digits by whole words.

Neither database knows where a Chinese word ends, and an index of three characters finds nothing
for 院士. Pairs do: any two characters that stand together are a token, longer words are a phrase
of overlapping pairs. The last character of a run is a token too, so that every character begins one
and a single character can be looked for as a beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Chinese, compatibility forms, kana and hangul, and what Unicode added beyond the first plane.
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7a3\U00020000-\U000323af"
_RUN = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])[^\W_])+")
_IS_HAN = re.compile(f"[{_HAN}]")

MAX_QUERY = 200  # characters of a query that are looked at
MAX_WORDS = 8
MAX_PHRASE = 40  # characters of one word; parts of a text overlap by as much
PART = 4000  # characters of one part
_LATIN = 60  # a longer run of letters or digits is cut: nobody looks for it, some file may be full of it


def fold(text: str) -> str:
    """One form for what people write in several: full and half width, capitals, compatibility signs.

    >>> fold("ＡＩ＋Ｒ&Ｄ １２")
    'ai+r&d 12'
    """
    return unicodedata.normalize("NFKC", text).casefold()


def runs(text: str) -> Iterator[str]:
    """Stretches of Chinese characters, and words of letters or digits, already folded.

    >>> list(runs("2025年底前GDP增长5.5%"))
    ['2025', '年底前', 'gdp', '增长', '5', '5']
    """
    return (match[0] for match in _RUN.finditer(fold(text)))


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order.

    >>> tokens("引进院士3名")
    ['引进', '进院', '院士', '士', '3', '名']
    """
    found: list[str] = []
    for run in runs(text):
        if _IS_HAN.match(run):
            found.extend(run[at : at + 2] for at in range(len(run)))
        else:
            found.append(run[:_LATIN])
    return found


def parts(text: str) -> Iterator[list[str]]:
    """The tokens of a text, part by part; neighbours overlap, so that no word is lost between them."""
    for at in range(0, max(len(text), 1), PART):
        yield tokens(text[at : at + PART + MAX_PHRASE])


@dataclass(frozen=True, slots=True)
class Word:
    """One thing looked for: tokens that stand together; the last may be only a beginning."""

    tokens: tuple[str, ...]
    open: bool  # the last token may go on


_WORDS = re.compile(r"[\"“”]([^\"“”]*)[\"“”]?|([^\s\"“”]+)")


def words(query: str) -> list[Word]:
    """What a query looks for: words apart by blanks, all of them; in quotes exactly as written.

    >>> words("院士 AI")
    [Word(tokens=('院士',), open=False), Word(tokens=('ai',), open=True)]
    >>> words('"AI" 科')
    [Word(tokens=('ai',), open=False), Word(tokens=('科',), open=True)]
    """
    found: list[Word] = []
    for quoted, bare in _WORDS.findall(query[:MAX_QUERY]):
        for piece in _pieces(quoted or bare):
            word = _word(piece, exact=bool(quoted))
            if word is not None and word not in found:
                found.append(word)
    return found[:MAX_WORDS]


def terms(query: str) -> list[str]:
    """The words of a query as a person reads them, longest first: what a snippet marks."""
    found = [piece for quoted, bare in _WORDS.findall(query[:MAX_QUERY]) for piece in runs(quoted or bare)]
    return sorted(set(found), key=lambda t: (-len(t), t))


def _pieces(text: str) -> Iterator[str]:
    for at in range(0, len(text), MAX_PHRASE):
        yield text[at : at + MAX_PHRASE]


def _word(text: str, exact: bool) -> Word | None:
    found: list[str] = []
    last_open = False
    all_runs = list(runs(text))
    for number, run in enumerate(all_runs):
        ends = number == len(all_runs) - 1
        if not _IS_HAN.match(run):
            found.append(run[:_LATIN])
            last_open = ends and not exact
        elif ends and len(run) > 1:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
            last_open = False
        else:  # a run that ends here ends in the text too, unless it is the query's end
            found.extend(run[at : at + 2] for at in range(len(run)))
            last_open = ends
    return Word(tuple(found), last_open) if found else None
