"""Markings are found, words are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.reading.document import Source
from luodi.reading.errors import SecretError
from luodi.reading.secrecy import check_secrecy, secrecy
from luodi.reading.text import Text

BODY = "关于某项工作的报告\n市政府：\n现将有关情况报告如下。\n"

MARKED = [
    ("机密", "机密\n" + BODY),
    ("秘密", "秘 密\n" + BODY),
    ("绝密", "绝　　密\n" + BODY),
    ("机密", "机密★5年\n" + BODY),
    ("秘密", "秘密★6个月\n" + BODY),
    ("绝密", "绝密★长期\n" + BODY),
    ("机密", "机 密 ★ 10年\n" + BODY),
    ("机密", "机密☆五年\n" + BODY),
    ("秘密", "000012　秘密★1年　特急\n" + BODY),
    ("秘密", "000012\n秘密\n特急\n" + BODY),
    ("机密", "份号：000003　机密\n" + BODY),
    ("机密", "特急　机密\n" + BODY),
    ("机密", "密级：机密\n" + BODY),
    ("秘密", "密级:秘密\t保密期限：3年\n" + BODY),
    ("秘密", "索引号：003　密级：秘密★3年\n" + BODY),
    ("绝密", "【绝密】关于某项工作的报告\n" + BODY),
    ("秘密", "关于某项工作的报告（秘密）\n" + BODY),
    ("机密", "某市科技局文件　　机密\n" + BODY),
    ("机密", "機密★5年\n" + BODY),
    ("机密", BODY * 20 + "\n机密\n"),
    ("秘密", BODY * 20 + "\n附件1　秘密★3年\n"),
    ("机密", "机密级\n" + BODY),
    ("机密", "  机密  \n" + BODY),
]

UNMARKED = [
    "会议强调，要严守党和国家秘密，保护企业商业秘密和个人隐私。\n",
    "保守国家秘密\n",
    "商业秘密保护工作要点\n一、建立商业秘密保护联系点\n",
    "涉密计算机不得接入互联网，机密级计算机由专人管理。\n",
    "内部资料　注意保存\n" + BODY,
    "密级：公开\n" + BODY,
    "密级：无\n" + BODY,
    "此件公开发布\n" + BODY,
    "凡标有“机密★”字样的文件，一律按规定管理。\n",
    "国家秘密的密级分为绝密、机密、秘密三级。\n",
    "严禁通过微信传递涉密文件。\n",
    "揭开量子通信的秘密\n" + BODY,
    "（一）加强商业秘密保护。市市场监管局要建立商业秘密维权机制。\n",
    "全市机密机械有限公司\n",
    "序号\t事项\n1\t商业秘密\n2\t技术秘密\n",
]


@pytest.mark.parametrize(("mark", "text"), MARKED)
def test_a_marking_is_found(mark: str, text: str) -> None:
    assert secrecy(text) == mark


@pytest.mark.parametrize("text", UNMARKED)
def test_a_word_is_no_marking(text: str) -> None:
    assert secrecy(text) is None


def test_a_marked_file_is_refused_by_name_and_mark_alone() -> None:
    source = Source("某文件.docx", "docx", "机密★5年\n" + BODY)
    with pytest.raises(SecretError) as refused:
        check_secrecy(source)
    assert "某文件.docx" in str(refused.value) and "机密" in str(refused.value)
    assert "有关情况" not in str(refused.value)


def test_a_marking_that_only_the_format_states_or_only_the_repair_shows_is_found() -> None:
    with pytest.raises(SecretError):
        check_secrecy(Source("a.docx", "docx", BODY, meta={"header": "秘密★3年"}))
    with pytest.raises(SecretError):
        check_secrecy(Source("a.txt", "txt", BODY), Text("绝密\n" + BODY))
    check_secrecy(Source("a.txt", "txt", BODY), Text(BODY))


@given(st.text(alphabet="机密秘绝★ 　\n（）：。5年级", max_size=60))
def test_any_string_has_an_answer(text: str) -> None:
    assert secrecy(text) in (None, "秘密", "机密", "绝密")
