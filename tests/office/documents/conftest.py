"""Documents read for real: from the examples, through the acts and the worker's own function."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.office.world import World

from luodi.office.documents import acts
from luodi.office.documents.models import Document
from luodi.office.documents.reading import read_document

EXAMPLES = Path(__file__).parents[3] / "examples" / "documents"

PLAN = """河清省人民政府办公厅关于印发科技创新行动方案的通知
河政办〔2026〕8号

各市人民政府，省直各部门：
现将方案印发给你们，请认真落实。

河清省2026年科技创新行动方案

一、主要目标
到2026年底，全省高新技术企业达到3000家，技术合同成交额增长20%以上。

二、重点任务
1.培育创新主体。两市6月底前完成企业摸底，全年新增高新技术企业120家以上。（牵头单位：省科技厅；责任单位：省财政厅）
2.建设创新平台。尽快制定中试基地管理办法，建成石桥中试基地并投入使用。（牵头单位：省科技厅）
3.落实资金。省财政厅9月底前下达科技创新专项资金2亿元。省未知局要抓紧报送项目清单。
4.营造氛围。要提高政治站位，弘扬科学家精神。

河清省人民政府办公厅
2026年3月2日
"""


def upload(
    world: World, name: str = "方案.txt", data: bytes | str = PLAN, unit: str = "province"
) -> acts.Upload:
    content = data.encode() if isinstance(data, str) else data
    return acts.upload(world.people["office"], world.units[unit], name, content)


def read(world: World, name: str = "方案.txt", data: bytes | str = PLAN, unit: str = "province") -> Document:
    """Uploaded and read; fails the test where the reading did not come out."""
    fate = upload(world, name, data, unit)
    assert fate.document is not None, fate.error
    if fate.document.state == Document.State.WAITING:
        assert read_document.func(fate.document.pk) == "read"
    return Document.objects.get(pk=fate.document.pk)


@pytest.fixture
def plan_paper(world: World) -> Document:
    return read(world)
