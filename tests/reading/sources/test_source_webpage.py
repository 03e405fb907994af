"""Web pages: visible text, tables, what the page says of itself, which lines are the article."""

from __future__ import annotations

import pytest
from source_makers import PARAGRAPH

from luodi.reading.errors import ReadError
from luodi.reading.sources import load_bytes

PAGE = f"""<!DOCTYPE html><html><head><meta charset="CHARSET"><title>市委科技委召开会议-云川市人民政府</title>
<meta name="PubDate" content="2025-06-30 10:00"><meta name="ContentSource" content="云川日报">
<style>p{{}}</style><script>var a = "看不见";</script></head><body>
<div class="nav"><a href="/">首页</a> <a href="/x">要闻</a></div>
<h1>市委科技委召开会议</h1><div class="info">来源：云川日报　发布时间：2025-06-30</div>
<div id="content"><p>　　6月28日，&ldquo;研究&rdquo;部署&nbsp;下一步<b>工作</b>。{PARAGRAPH}</p><p>　　{PARAGRAPH}{PARAGRAPH}</p>
<table><tr><th>序号</th><th>任务</th><th>责任单位</th></tr>
<tr><td>1</td><td>建<br>平台</td><td rowspan="2">市科技局</td></tr><tr><td>2</td><td>育企业</td></tr></table>
<p>　　会议要求，各部门要压实责任，形成工作合力，确保各项任务落到实处、见到实效。</p>
<p>云川市人民政府办公室</p><p>2025年6月30日</p></div>
<ul><li><a href="1">相关新闻一：创新大会召开</a></li></ul><p style="display: none">看不见</p>
<div class="footer">版权所有　ICP备12345号</div></body></html>"""


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "utf-16"])
@pytest.mark.parametrize("name", ["a.html", "a.txt", ""])
def test_page(codec: str, name: str) -> None:
    data = PAGE.replace("CHARSET", codec).encode(codec)
    source = load_bytes(name, data)
    assert source.format == "html"
    lines = source.raw.split("\n")
    assert lines[1] == "市委科技委召开会议"
    assert lines[3].startswith("　　6月28日，“研究”部署\xa0下一步工作。会议强调")
    assert lines[5:8] == ["序号\t任务\t责任单位", "1\t建 平台\t市科技局", "2\t育企业\t市科技局"]
    assert "看不见" not in source.raw
    assert source.meta["title"].startswith("市委科技委") and source.meta["source"] == "云川日报"
    cut = "".join(source.raw[start:end] for start, end, _ in source.aside)
    assert "首页" in cut and "相关新闻" in cut and "版权" in cut
    for kept in ("市委科技委召开会议", "来源：云川日报", "市科技局", "政府办公室", "2025年6月30日"):
        assert kept not in cut


@pytest.mark.parametrize(
    "words", ["6月28日", "研究", "”部署", "下一步", "工作", "市科技局", "2025年6月30日", "版权"]
)
def test_bytes_of_the_page(words: str) -> None:
    data = PAGE.replace("CHARSET", "utf-8").replace("\n", "\r\n").encode()
    source = load_bytes("a.html", data)
    byte = source.place(source.raw.index(words)).byte
    assert byte is not None
    assert data[byte:].decode().replace("&rdquo;", "”").startswith(words)


def test_layout_tables_are_walked_and_nesting_does_not_end_python() -> None:
    cells = "".join(f"<p>{PARAGRAPH}</p>" for _ in range(6))
    source = load_bytes("a.html", f"<table><tr><td>左栏</td><td>{cells}</td></tr></table>".encode())
    assert source.raw == f"左栏\n{f'{PARAGRAPH}{chr(10)}' * 6}"
    assert load_bytes("a.html", b"<div>" * 30_000 + "深".encode()).raw == "深\n"


def test_saved_page_and_table_called_xls() -> None:
    head = "From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n"
    part = "Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    data = head.encode() + part.encode() + f"<p>{PARAGRAPH}</p>".encode("gbk") + b"\r\n--B--\r\n"
    assert load_bytes("a.mht", data).raw.strip() == PARAGRAPH
    source = load_bytes("a.xls", "<table><tr><td>序号</td><td>任务</td></tr></table>".encode())
    assert source.raw == "序号\t任务\n"
    assert "内容实为 html" in source.meta["suffix_note"]


def test_page_without_words() -> None:
    with pytest.raises(ReadError, match="没有可见的文字"):
        load_bytes("a.html", b"<html><script>1</script></html>")
