"""First do no harm: clean text comes back identical."""

from __future__ import annotations

import pytest

from luodi.reading.damage import traditional
from luodi.reading.model import Model
from luodi.reading.repairs import repair

TO_HALF = str.maketrans("，：；（）？！", ",:;()?!")


def changed(texts: list[str], model: Model, allowed: frozenset[str] = frozenset()) -> list[str]:
    found = []
    for text in texts:
        repaired = repair(text, model)
        if any(step.kind not in allowed for step in repaired.steps):
            found.append(f"{text[:60]} -> {[(s.kind, s.before, s.after) for s in repaired.steps][:3]}")
    return found


def test_sentences_and_documents(sentences: list[str], documents: list[str], stranger: Model) -> None:
    assert len(sentences) >= 2000
    assert changed(sentences + documents, stranger) == []


def test_half_width_punctuation_is_no_sign_of_anything_else(sentences: list[str], stranger: Model) -> None:
    halved = [sentence.translate(TO_HALF) for sentence in sentences]
    assert changed(halved, stranger, frozenset({"width"})) == []


def test_traditional_text_is_converted_and_nothing_else(sentences: list[str], stranger: Model) -> None:
    old = [traditional(sentence) for sentence in sentences[:1500]]
    assert changed(old, stranger, frozenset({"script", "width"})) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "亳(bó)州市、歙（shè）县和亓(qí)某、亓(qí)某、亓(qí)某三人参加。",
        "采用可重构智能表面(RIS)技术，转换效率 η 达到 18.5%，误差±0.2℃。",
        "会议时间：8:30—11:45；联系电话：0931-1234567；邮箱：keji@example.com。",
        "什么叫“落地”?什么叫“见效”?大家都要想一想。",
        "著名专家沿着生产线查看，了解土著鱼类名著《鱼谱》的著者。",
        "王喆、镕基小学、珺瑶公司和玥珩实验室承担了课题。",
        "一、总体要求\n（一）指导思想。\n1.坚持创新驱动；\n①明确责任。",
        "Café Zürich 与 Müller GmbH 签约，投资 1,649.63 万欧元（€）。",
        "序号,任务,责任单位,完成时限\n1,建实验室,市科技局,12月底\n2,建平台,市教育局,6月底",
        "科技部（Ministry of Science and Technology）发函：“同意。”",
        "Привет, мир! こんにちは、世界。안녕하세요 😀",
    ],
)
def test_what_only_looks_damaged(text: str, stranger: Model) -> None:
    repaired = repair(text, stranger)
    assert repaired.string == text
    assert repaired.steps == ()


def test_clean_text_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Model:
        raise AssertionError("the model was opened")

    monkeypatch.setattr("luodi.reading.model.load", refuse)
    text = "会议强调，要加快推进科技成果转化，年底前建成3个中试基地。"
    assert repair(text).string == text
