"""The other damages, one by one, and all of them together."""

from __future__ import annotations

import random
import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from luodi.reading.damage import annotate, mojibake
from luodi.reading.model import Model
from luodi.reading.repairs import repair
from luodi.reading.repairs.script import to_simplified
from luodi.reading.text import Sure, replay


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("創(chuàng)新驅(qū)動(dòng)發(fā)展", "创新驱动发展"),
        ("創(chuàng )新驅( qū)動", "创新驱动"),
        ("創（chuàng）新", "创新"),
        ("辦(ban)(ban)理創(chuang)(chuang)新", "办理创新"),
        ("綠(lǜ)色戰(zhàn)線", "绿色战线"),
        ("公(gong)(gong)布創(chuang)(chuang)新方(fang)(fang)案，公(gong)(gong)開", "公布创新方案，公开"),
    ],
)
def test_pinyin(damaged: str, clean: str, stranger: Model) -> None:
    repaired = repair(damaged, stranger)
    assert repaired.string == clean
    assert replay(damaged, repaired.steps) == clean


def test_pinyin_of_a_simplified_page(stranger: Model, unseen: list[Path]) -> None:
    for number, path in enumerate(unseen[:6]):
        clean = path.read_text("utf-8")
        assert repair(annotate(clean, random.Random(number)), stranger).string == clean


def test_a_deleted_bracket_stays_in_the_citation() -> None:
    repaired = repair("推動(dòng)創(chuàng)新")
    at = repaired.string.index("创")
    assert repaired.cite(at, at + 2) == (8, 18)


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("八個著力，沿著這條路，著名專家的專著", "八个着力，沿着这条路，著名专家的专著"),
        ("晉陜豫黃河金三角承接產業轉移", "晋陕豫黄河金三角承接产业转移"),
        ("關於推進創新發展", "关于推进创新发展"),
    ],
)
def test_script(damaged: str, clean: str) -> None:
    assert to_simplified(damaged) == clean


def test_script_goes_sentence_by_sentence_in_a_mixed_text(stranger: Model) -> None:
    text = "乾隆年间的旧闻，著者不详，须加以核实，请各单位认真对待。會議強調要發揮優勢。各单位要抓紧落实。"
    assert "会议强调要发挥优势" in repair(text, stranger).string
    assert "乾隆年间" in repair(text, stranger).string


@pytest.mark.parametrize("tail", ["! ", "!", "?!", "!\u3000"])
def test_a_final_exclamation_on_a_cloned_page(tail: str, stranger: Model) -> None:
    page = "會(huì)議(yì)聽(tīng)取匯(huì)報(bào),研(yán)究發(fā)展規(guī)劃(huà),部署創(chuàng)業(yè)工作"
    repaired = repair(f"{page}{tail}\n下一段", stranger)
    line = repaired.string.split("\n")[0].strip()
    assert line.endswith("创业工作。")
    assert any(s.sure is Sure.CHECK for s in repaired.steps)


def test_a_speech_may_exclaim(stranger: Model) -> None:
    page = "創(chuàng)業(yè)發(fā)展,會(huì)議(yì)聽(tīng)取匯(huì)報(bào),規(guī)劃(huà)實(shí)驗(yàn),應(yīng)當(dāng)感謝(xiè)大家!"
    assert repair(page, stranger).string.endswith("感谢大家!")
    page = page.replace("謝(xiè)大家", "動(dòng)人心!大家鼓鼓掌")
    assert repair(page, stranger).string.endswith("大家鼓鼓掌!")


def test_widths(stranger: Model) -> None:
    half = (
        "会议指出,要做到三点:一是抓紧(今年底前);二是抓实,每月25日8:30调度;三是抓好,投入1,649万元。"
        "联系人(E-mail:kj@example.com)负责AI,算力等工作,行吗?"
    )
    full = (
        "会议指出，要做到三点：一是抓紧（今年底前）；二是抓实，每月25日8:30调度；三是抓好，投入1,649万元。"
        "联系人（E-mail:kj@example.com）负责AI，算力等工作，行吗？"
    )
    assert repair(half, stranger).string == full


def distance(clean: str, found: str) -> int:
    codes = SequenceMatcher(None, clean, found, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in codes if kind != "equal")


KINDS = {
    "utf8-as-gb18030": (0.84, 0.01),
    "utf8-as-gbk": (0.70, 0.02),
    "gbk-as-latin1": (0.99, 0.001),
    "utf8-as-latin1": (1.0, 0.0),
    "utf8-as-cp1252": (0.80, 0.01),
}


@pytest.mark.parametrize("kind", KINDS)
def test_mojibake(kind: str, stranger: Model, unseen: list[Path]) -> None:
    lines = [s for path in unseen for s in re.findall("[^。\n]{15,60}。", path.read_text("utf-8"))]
    chosen = random.Random(3).sample(lines, 50)
    exact = errors = characters = 0
    for clean in chosen:
        damaged = mojibake(clean, kind)
        repaired = repair(damaged, stranger)
        assert replay(damaged, repaired.steps) == repaired.string
        exact += repaired.string == clean
        errors += distance(clean, repaired.string)
        characters += len(clean)
    least_exact, most_errors = KINDS[kind]
    assert exact >= least_exact * len(chosen)
    assert errors <= most_errors * characters


def test_bytes_that_are_gone_are_marked_and_left(stranger: Model) -> None:
    for clean in ("会议强调要加快推进科技成果转化", "现将一年来履行职责情况报告如下，请予评议。"):
        damaged = mojibake(clean, "gbk-as-utf8")
        repaired = repair(damaged, stranger)
        assert repaired.string == damaged
        assert [(s.kind, s.sure) for s in repaired.steps] == [("unreadable", Sure.CHECK)]
    assert [s.kind for s in repair("锟斤拷锟斤拷", stranger).steps] == ["unreadable"]


def test_mojibake_maps_to_its_own_characters(stranger: Model) -> None:
    damaged = mojibake("加快推进科技创新", "utf8-as-gb18030")
    repaired = repair(damaged, stranger)
    at = repaired.string.index("科技")
    start, end = repaired.cite(at, at + 2)
    assert 0 < start < end < len(damaged)
    assert end - start <= 5
