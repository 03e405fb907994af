"""Pages: what is cut and what stays, on fourteen invented pages and on papers without a page."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.reading.article import cut
from luodi.reading.document import Document, Source
from luodi.reading.errors import ReadError
from luodi.reading.masthead import masthead
from luodi.reading.outline import blocks
from luodi.reading.text import CUTS, Text, replay

CASES = Path(__file__).parent.parent / "cases"
PAGES = sorted((CASES / "pages").glob("*.txt"))
PAPERS = sorted((CASES / "documents" / "raw").glob("*.txt"))


def parse(path: Path) -> tuple[str, str, dict[str, str]]:
    """A page, what should stay of it, and its facts.

    `+ ` stays, `- ` goes, `~ ` is a line of which parts go: `+stays|-goes`; `# fact: value`.
    """
    raw, kept, facts = [], [], {}
    for line in path.read_text("utf-8").splitlines():
        mark, words = line[:2], line[2:]
        if fact := re.fullmatch(r"# (\w+): (.*)", line):
            facts[fact[1]] = fact[2]
        elif mark == "~ ":
            parts = re.split(r"\|(?=[+-])", words)
            raw.append("".join(part[1:] for part in parts))
            kept.append("".join(part[1:] for part in parts if part[0] == "+"))
        elif mark in ("+ ", "- "):
            raw.append(words)
            kept += [words] if mark == "+ " else []
    return "\n".join(raw) + "\n", "\n".join(kept) + "\n", facts


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def cut_text(raw: str) -> Text:
    return cut(Source("页面.txt", "txt", raw), Text(raw)).text


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_is_cut_to_its_article(path: Path) -> None:
    raw, kept, facts = parse(path)
    if "error" in facts:
        with pytest.raises(ReadError, match=facts["error"]):
            cut_text(raw)
        return
    article = cut(Source(path.name, "txt", raw), Text(raw))
    assert squeezed(article.text.string) == squeezed(kept)
    assert replay(raw, article.text.steps) == article.text.string
    assert all(step.kind in CUTS and step.edit.why for step in article.text.steps)
    head = masthead(article.text.string, article.facts)
    said = {
        "title": head.title,
        "number": head.number,
        "source": head.source,
        "kind": head.kind,
        "published": head.published and head.published.isoformat(),
    }
    assert {key: said[key] for key in facts} == facts


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_a_paper_without_a_page_comes_back_as_it_is(path: Path) -> None:
    raw = path.read_text("utf-8")
    text = Text(raw)
    assert cut(Source(path.name, "txt", raw), text).text is text


@pytest.mark.parametrize(
    "paper",
    [
        # a contact with telephone and address, a hotline, a support line: all the paper's own
        "关于开展调研的通知\n各单位：\n请于6月底前报送材料。\n监督举报电话：0888-3120000\n技术支持：某某公司\n"
        "地址：中心大道1号　邮编：000000\n市科技局\n2025年6月3日\n",
        # an item of news with date and outlet, and its editors
        "溪陵市召开科技工作会议\n2025-06-19　来源：溪陵日报\n本报讯 6月18日，溪陵市召开科技工作会议。\n",
        # a list of papers with their dates
        "制度文件目录\n创新平台管理办法 2024-03-01\n科技计划管理办法 2024-05-20\n",
        # the words of a menu and of a gambling page in running text
        "会议要求，优化网站首页和通知公告栏目，依法整治网络赌博、色情、彩票类违法信息。\n",
        "责任单位：市科技局 | 配合单位：市财政局 | 完成时限：6月底\n",
        # lines that look like a menu, breadcrumbs, a counter, a list of links
        "调研提纲\n科技\n全市创新平台建设情况，存在的主要问题和建议。\n教育\n高校成果转化情况，存在的主要问题和建议。\n",
        "申报指南\n操作路径：首页>企业服务>项目申报\n请各单位按照要求在线填报，并上传佐证材料。\n推荐使用谷歌浏览器登录\n",
        "培训日程\n案例分享：某某企业\n经验交流：某某园区\n请参训人员准时参加，会前提交发言材料。\n",
        "政策目录\n"
        + "".join(f"关于支持创新的第{n}批措施（2024年{n}月1日）\n" for n in range(1, 9))
        + "以上政策继续有效，由市科技局负责解释。\n",
        "版权登记情况\n版权所有人应当提交材料，未经授权不得复制。\n填报时扫一扫下方二维码\n收藏\n",
        "一季度进展\n序号\t任务\t进展\n1\t打印\t完成\n2\t收藏\t未完成\n",
    ],
)
def test_lines_a_paper_shares_with_pages_stay(paper: str) -> None:
    text = Text(paper)
    assert cut(Source("文件.txt", "txt", paper), text).text is text


def test_what_was_cut_can_be_put_back() -> None:
    raw, _, _ = parse(PAGES[0])
    text = cut_text(raw)
    document = Document(Source("a", "txt", raw), text)
    assert document.restore(*document.cuts).string == raw
    first = document.cuts[0]
    assert document.restore(first).string.startswith(first.before)


def test_the_title_comes_first_in_plain_text() -> None:
    raw, _, facts = parse(CASES / "pages" / "11-title-glued-below.txt")
    article = cut(Source("a", "txt", raw), Text(raw))
    head = masthead(article.text.string, article.facts)
    document = Document(Source("a", "txt", raw), article.text, head, blocks(article.text.string, head))
    assert document.plain.startswith(facts["title"] + "\n\n6月5日")
    assert squeezed(document.plain) != squeezed(document.string)
    assert sorted(squeezed(document.plain)) == sorted(squeezed(document.string))


def test_what_a_library_calls_aside_is_cut_unless_it_is_the_papers_own() -> None:
    raw = "热点推送某某活动火热进行\n关于召开例会的通知\n溪科办〔2025〕3号\n各科室：\n请准时参加例会，会前提交材料。\n某某推广\n"
    aside = tuple(
        (raw.index(w), raw.index(w) + len(w) + 1, "网页正文之外") for w in ("热点推送", "溪科办", "某某推广")
    )
    source = Source("a.html", "html", raw, aside=aside, meta={"title": "关于召开例会的通知"})
    article = cut(source, Text(raw))
    assert [step.before.strip()[:4] for step in article.text.steps] == ["热点推送", "某某推广"]


def test_cutting_twice_changes_nothing_more() -> None:
    for path in PAGES:
        raw, _, facts = parse(path)
        if "error" not in facts:
            once = cut_text(raw)
            assert cut_text(once.string).string == once.string, path.name


LINE = st.sampled_from(
    [line for path in PAGES for line in parse(path)[0].splitlines()]
    + ["", "  ", "|", "原标题：", "...", "\t"]
) | st.text(alphabet="一二会议。，|:：（）()0123456789 \t★年月日号", max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINE, max_size=25).map("\n".join))
def test_any_mixture_of_lines_is_cut_without_harm(raw: str) -> None:
    try:
        text = cut_text(raw)
    except ReadError:
        return
    assert replay(raw, text.steps) == text.string
    assert list(text.starts or ()) == sorted(text.starts or ())


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_string_is_cut_without_harm(raw: str) -> None:
    try:
        text = cut_text(raw)
    except ReadError:
        return
    assert replay(raw, text.steps) == text.string
