"""一企一策 on paper: every firm one page, whatever stands on it; nothing of it runs, nothing is lost unsaid."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from luodi.papers.firmplan import FirmPlan, Gap, Step, plans_bytes
from luodi.papers.ledgerbook import Light, Mark

MARK = Mark("周明", "2026-11-22 14:05", 318)
DAY = dt.date(2026, 11, 22)
STANDARDS = (
    "科技型中小企业",
    "创新型中小企业",
    "专精特新中小企业",
    "专精特新“小巨人”",
    "高新技术企业",
    "两清零一提升",
)


def plan(name: str = "石桥恒远精密机械有限公司", much: int = 1) -> FirmPlan:
    """A firm with `much` of everything."""
    lack = "近三年研发费用占销售收入比例还差1.5个百分点，即研发费用还差120.5万元（三年合计）"
    return FirmPlan(
        name=name,
        uscc="91990121MA00000311",
        basis="依据：日志第1532号（2026-11-22评估），标准"
        + "、".join(f"standard-{n}@2026" for n in range(much))
        + "。",
        facts=tuple((f"项目{n}", "内容") for n in range(4 * much)),
        years=("2023年", "2024年", "2025年"),
        figures=tuple((f"指标{n}", ("1,000", "", "3,000")) for n in range(min(4 * much, 9))),
        gaps=tuple(
            Gap(s, Light("red", "未达标"), (lack,) * much, ("增加Ⅰ类知识产权1项",) * much, "45.5")
            for s in STANDARDS
        ),
        money=("研发费用加计扣除：约可少缴76.8万元（财政部 税务总局公告2023年第7号，2026-11-01查）" * 2,)
        * much,
        next=(Step("补办一项知识产权，" * 4, "石桥县科技局", "张三", "2026-12-31"),) * much,
    )


def words(data: bytes) -> str:
    from docx import Document

    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_what_stands_on_the_page() -> None:
    told = words(plans_bytes("一企一策", [plan()], DAY, MARK))
    for said in (
        "一企一策",
        "91990121MA00000311",
        "▲未达标",
        "增加Ⅰ类知识产权1项",
        "45.5",
        "2026-12-31",
        "日志第1532号",
        "—",
    ):
        assert said in told, said
    assert "不是税务或申报意见" in told


def test_what_is_cut_is_told() -> None:
    told = words(plans_bytes("一企一策", [plan(much=9)], DAY, MARK))
    assert "另有" in told and "项任务，见台账。" in told


def test_hostile_words_stay_words() -> None:
    made = plan("甲<w:p/>&\u202e公司")
    assert "甲<w:p/>&⟨U+202E⟩公司" in words(plans_bytes("一企一策", [made], DAY, MARK))


def test_equal_papers_are_equal_files() -> None:
    assert plans_bytes("一企一策", [plan()], DAY, MARK) == plans_bytes("一企一策", [plan()], DAY, MARK)


def test_no_firm_no_paper() -> None:
    with pytest.raises(ValueError, match="没有企业"):
        plans_bytes("一企一策", [], DAY, MARK)


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="needs LibreOffice to lay out"
)
def test_every_firm_takes_one_page(tmp_path: Path) -> None:
    long = "石桥恒远新材料科技与精密机械智能装备制造股份有限公司（集团）控股"
    firms = [plan(), plan(long, 9), plan(much=3), plan(long, 1), plan(much=9)]
    path = tmp_path / "plans.docx"
    path.write_bytes(plans_bytes("一企一策", firms, DAY, MARK))
    ask = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/lo",
        "--headless",
        "--convert-to",
        "pdf",
        path.name,
    ]
    subprocess.run(ask, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    told = subprocess.run(
        ["pdfinfo", "plans.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert f"Pages:           {len(firms)}\n" in told, told
