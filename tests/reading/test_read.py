"""From a file to a document: the doors, in order."""

from pathlib import Path

import pytest

from luodi.reading import ReadError, SecretError, read, read_bytes, read_string, replay

PAPER = "溪陵市科技局关于报送材料的通知\n溪科〔2025〕3号\n各科室：\n请于6月底前报送材料，逾期不再受理。\n溪陵市科技局\n2025年6月3日\n"


def test_a_clean_paper_comes_back_as_it_is_by_every_door(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(PAPER, "utf-8")
    for document in (read(path), read_bytes("通知.txt", PAPER.encode("gb18030")), read_string(PAPER)):
        assert document.string == document.plain == PAPER
        assert document.masthead.number == "溪科〔2025〕3号"
        assert not document.text.steps and not document.cuts


def test_a_page_is_read_and_every_character_knows_its_place() -> None:
    page = f"当前位置：首页 > 通知公告\n{PAPER}上一篇：没有了\n版权所有：某网 ICP备00000001号\n"
    document = read_string(page)
    assert document.string.strip() == PAPER.strip()
    assert replay(page, document.text.steps) == document.string
    at = document.string.index("请于")
    start, end = document.text.cite(at, at + 2)
    assert page[start:end] == "请于"
    assert document.cuts[0].edit.why == "网站导航：当前位置"


def test_a_marked_paper_is_refused_before_it_is_repaired(monkeypatch: pytest.MonkeyPatch) -> None:
    from luodi.reading import repairs

    monkeypatch.setattr(repairs, "repair", lambda raw: pytest.fail("repaired a marked paper"))
    with pytest.raises(SecretError, match="机密"):
        read_string("机密★5年\n" + PAPER, "某件.txt")


def test_a_marking_that_only_the_repair_reveals_is_refused() -> None:
    with pytest.raises(SecretError):
        read_bytes("某件.txt", ("機密★五年\n" + PAPER).encode("big5", "ignore"))


def test_nothing_but_chrome_is_an_error_that_says_so() -> None:
    with pytest.raises(ReadError, match="只有网站栏目，没有正文"):
        read_string("首页 | 新闻中心 | 联系我们\n当前位置：首页 > 新闻\n版权所有：某网 ICP备00000001号\n")
