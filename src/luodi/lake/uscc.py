"""统一社会信用代码 (GB 32100-2015): 18 characters, two check characters of different age.

The ninth-to-seventeenth are the older organisation code with a check character of its own (GB 11714).
Registers hold codes whose 18th character is wrong while the organisation code is right, so: wrong
characters or length, refused; both checks wrong, refused; only the 18th wrong, taken with a warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import mul

from stdnum.cn import uscc as _stdnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""No I, O, S, V, Z: they are taken for 1, 0, 5, U, 2."""

_VALUE = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS = (*(pow(3, place, 31) for place in range(17)), 1)
"""With the last character the weighted sum is a multiple of 31: quicker than working the character out,
which python-stdnum does where a code is wrong (and a test does for both)."""

_BASE36 = {char: int(char, 36) for char in ALPHABET}
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_NONE = str.maketrans("", "", " \t\r\n-='\"’‘“”\u00a0\u200b\ufeff`")


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code as it is kept, whether it may be kept, and why not."""

    code: str
    ok: bool
    warnings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def plain(written: str) -> str:
    """The code without what people's files put around it: full-width digits, spaces, an apostrophe,
    the `="…"` by which a CSV keeps Excel from counting it.

    >>> plain(" ９１３５0100m000100y43 ")
    '91350100M000100Y43'
    """
    return written.translate(_WIDE).translate(_NONE).upper()


def check(written: str) -> Uscc:
    """Whether a code may stand in the register.

    >>> check("91350100M000100Y43").ok
    True
    >>> check("91350100M000100Y4Z").codes
    ('U_charset',)
    >>> check("91350211M0000XUF46")  # the organisation code is right, the 18th is not
    Uscc(code='91350211M0000XUF46', ok=True, warnings=('第 18 位校验码不符（应为 R），组织机构代码正确，请核对',), codes=('U_check18',))
    """
    code = plain(written)
    if len(code) != 18:
        return Uscc(code, False, (f"应为 18 位，实为 {len(code)} 位",), ("U_charset",))
    if wrong := sorted(set(code) - set(ALPHABET)):
        return Uscc(code, False, (f"含有代码里不会有的字符 {'、'.join(wrong)}",), ("U_charset",))
    organisation = organisation_check(code[8:16])
    last_wrong = sum(map(mul, map(_VALUE.__getitem__, code), _WEIGHTS)) % 31 != 0
    inner_wrong = code[16] != organisation
    if not (last_wrong or inner_wrong):
        return Uscc(code, True)
    eighteenth = _stdnum.calc_check_digit(code[:17])
    if last_wrong and inner_wrong:
        why = f"两个校验码都不符（第 17 位应为 {organisation}，第 18 位应为 {eighteenth}）"
        return Uscc(code, False, (why,), ("U_check18", "U_org9"))
    if last_wrong:
        why = f"第 18 位校验码不符（应为 {eighteenth}），组织机构代码正确，请核对"
        return Uscc(code, True, (why,), ("U_check18",))
    why = f"组织机构代码校验码（第 17 位）不符（应为 {organisation}），第 18 位正确，请核对"
    return Uscc(code, True, (why,), ("U_org9",))


def organisation_check(eight: str) -> str:
    """The check character of an organisation code's eight characters (GB 11714).

    >>> organisation_check("M000100Y")
    '4'
    """
    total = sum(map(mul, map(_BASE36.__getitem__, eight), (3, 7, 9, 10, 5, 8, 4, 2)))
    return "0123456789X0"[11 - total % 11]


def make(area: str, eight: str, kind: str = "91") -> str:
    """A code with both checks right, for samples and tests.

    >>> check(make("340800", "MA0TEXT0")).codes
    ()
    """
    head = f"{kind}{area}{eight}{organisation_check(eight)}"
    return head + _stdnum.calc_check_digit(head)
