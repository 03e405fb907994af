"""Codes of firms: the softer rule of the register, against codes worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from luodi.lake.uscc import ALPHABET, check, make

WORKED = {
    "91350100M000100Y43": set(),
    "91350100M000100Y4Z": {"U_charset"},
    "91512081MA62K0260E": set(),
    "91350211M0000XUF46": {"U_check18"},
    "91340800MA0TEXT04M": set(),
    "91110000802100433B": set(),
}


@pytest.mark.parametrize("code", WORKED)
def test_worked_codes(code: str) -> None:
    found = check(code)
    assert set(found.codes) == WORKED[code]
    assert found.ok is (WORKED[code] <= {"U_check18"})
    assert bool(found.warnings) is bool(WORKED[code])


def test_the_second_code_known_to_fail_only_the_eighteenth() -> None:
    assert check("91350100M0001TGQXM").codes == ("U_check18",)


@given(st.text(ALPHABET[:10], min_size=6, max_size=6), st.text(ALPHABET, min_size=8, max_size=8))
def test_made_codes_pass_and_a_wrong_character_never_passes_unseen(area: str, eight: str) -> None:
    code = make(area, eight)
    assert stdnum_uscc.is_valid(code)
    assert check(code).codes == ()
    wrong = code[:17] + ALPHABET[(ALPHABET.index(code[17]) + 1) % 31]
    assert check(wrong).codes == ("U_check18",)
    assert check(wrong).ok
    both = code[:16] + ("0" if code[16] != "0" else "1") + code[17]
    assert check(both).codes  # the weight of the 17th is no multiple of 31: the 18th notices
    assert not check(both).ok


def test_what_people_put_around_a_code() -> None:
    assert check("'９１350100 m000100y43").code == "91350100M000100Y43"
