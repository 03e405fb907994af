"""How a character is read: is the syllable in this bracket really its pinyin?

The readings are pypinyin's table. Its JSON is read directly, without importing the package,
which would also read 2.5 MB of phrases (0.3 s) that nobody here asks for.
"""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from luodi.reading.repairs.chars import HAN, simple

# A syllable as pages print it: plain, with tone marks, with ü or v, with GBK's own ɑ and ɡ.
SYLLABLE = "[a-zɑɡüêāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,6}"
BRACKET = re.compile(f"[(（][ \u00a0\u3000]?({SYLLABLE})[ \u00a0\u3000]?[)）]")
# A character with one bracket behind it, or several (some cloners annotate twice).
ANNOTATED = re.compile(f"(?<=[{HAN}])(?:{BRACKET.pattern.replace('(' + SYLLABLE, '(?:' + SYLLABLE)})+")
TONES = re.compile("[\u0300\u0301\u0304\u030c]")


@cache
def _table() -> dict[str, str]:
    """Character code in decimal -> its readings, comma-separated, with tone marks."""
    spec = importlib.util.find_spec("pypinyin")
    folder = Path(spec.origin).parent if spec is not None and spec.origin else Path()
    file = folder / "pinyin_dict.json"
    if file.is_file():
        table: dict[str, str] = json.loads(file.read_text("utf-8"))
        return table
    from pypinyin.pinyin_dict import pinyin_dict  # older and newer layouts

    return {str(code): readings for code, readings in pinyin_dict.items()}


@cache
def bare(syllable: str) -> str:
    """A syllable without its tone, in one spelling.

    >>> bare("chuàng"), bare("lǜ"), bare("lv")
    ('chuang', 'lv', 'lv')
    """
    parts = unicodedata.normalize("NFD", syllable.replace("ɑ", "a").replace("ɡ", "g"))
    return unicodedata.normalize("NFC", TONES.sub("", parts)).replace("ü", "v").replace("ê", "e")


@cache
def readings(char: str) -> tuple[str, ...]:
    """All readings of a character, those of its simplified form included, commonest first."""
    found = _table().get(str(ord(char)), "")
    short = simple(char)
    if short != char:
        found += "," + _table().get(str(ord(short)), "")
    return tuple(dict.fromkeys(filter(None, found.split(","))))


@cache
def _bare_readings(char: str) -> frozenset[str]:
    plain = {bare(reading) for reading in readings(char)}
    return frozenset(plain | {p.replace("v", "u") for p in plain})


def reads(char: str, syllable: str) -> bool:
    """Whether a syllable, toned or not, is a reading of a character.

    >>> reads("創", "chuàng"), reads("创", "chuang"), reads("亳", "bó"), reads("新", "chuàng")
    (True, True, True, False)
    """
    return bare(syllable) in _bare_readings(char)


def reads_exactly(char: str, syllable: str) -> bool:
    """The same with the tone, where the syllable has one."""
    toned = bare(syllable) != syllable.replace("ü", "v")
    return syllable in readings(char) if toned else reads(char, syllable)
