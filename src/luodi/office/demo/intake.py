"""Papers of the demonstration on their way into the ledger: uploaded, read by the engine, decided on."""

from __future__ import annotations

import datetime as dt
import re

from luodi.office.demo.pace import pace_of
from luodi.office.documents import acts as documents
from luodi.office.documents.models import Document, Finding
from luodi.office.documents.reading import read_document
from luodi.office.ledger import acts
from luodi.office.ledger.acts.tags import seed_dimensions
from luodi.office.ledger.models import Plan, Tag, Task, Theme
from luodi.office.units.models import Person

NUMBERED = re.compile(r"^[一二三四五六七八九十]+、")


class Intake:
    """The office's mornings: what came in becomes tasks of the plan by noon."""

    def __init__(self, people: dict[str, Person], plan: Plan):
        self.office, self.plan = people["office"], plan
        seed_dimensions()
        self.dimensions = {t.name: t for t in Tag.objects.filter(kind=Tag.Kind.DIMENSION)}
        self.themes = {t.name: t for t in Theme.objects.filter(plan=plan)}

    def take(self, name: str, data: bytes) -> Document:
        """Upload a file and read it at once, as the worker would a moment later."""
        done = documents.upload(self.office, self.plan.unit, name, data)
        if done.document is None:
            raise ValueError(f"{name}: {done.error}")
        read_document.func(done.document.pk)
        return done.document

    def decide(self, name: str) -> None:
        """Accept what is checkable section by section, strike off attitudes, leave the doubtful open."""
        document = Document.objects.get(unit=self.plan.unit, name=name)
        rows = Finding.objects.filter(document=document, kind="task", state=Finding.State.OPEN)
        sections: dict[str, list[Finding]] = {}
        for row in rows.filter(level="concrete"):
            if row.lead_id or row.leads:
                sections.setdefault(self.theme_name(row), []).append(row)
        for theme, found in sections.items():
            for task in documents.accept_findings(
                self.office, found, self.plan, self.themes.get(theme)
            ).tasks:
                self.stage(task)
                if dimension := self.dimensions.get(theme):
                    for one in (task, *task.children.all()):  # figures by tag count the parts
                        acts.set_tags(self.office, one, [dimension])
        attitudes = list(rows.filter(level="stance"))
        if attitudes:
            documents.reject_findings(self.office, attitudes, "表态性要求，不列入任务清单。")

    def theme_name(self, row: Finding) -> str:
        """The theme whose name heads the section, else the first: 一、以平台促创新."""
        for heading in row.section:
            name = NUMBERED.sub("", str(heading)).strip()
            if name in self.themes:
                return name
        return next((t for t in self.themes if any(w in row.action for w in WORDS[t])), "以企业促创新")

    def stage(self, task: Task) -> None:
        """Stages for every third task with time enough, so that its schedule is no straight line."""
        if task.due is None or task.collective or task.pk % 3 or not pace_of(task.pk).share:
            return
        start = task.starts or self.plan.since
        span = (task.due - start).days
        if span < 150:
            return
        stages = (
            ("完成方案制定和任务分解", 0.3, 20),
            ("主体工作过半", 0.65, 60),
            ("全面完成并通过验收", 1.0, 100),
        )
        rows = [
            {"name": name, "due": start + dt.timedelta(days=round(span * part)), "percent": percent}
            for name, part, percent in stages
        ]
        acts.set_milestones(self.office, task, rows)


WORDS = {
    "以平台促创新": ("平台", "实验室", "中心", "科学城", "孵化器", "中试"),
    "以企业促创新": ("企业", "产业", "装备", "技术清单", "研发活动"),
    "以人才促创新": ("人才", "博士", "专家", "团队"),
    "以改革促创新": ("机制", "办法", "方案", "条例", "改革"),
    "以合作促创新": ("合作", "引进", "共同体", "申报"),
    "以绿色促创新": ("绿色", "煤基", "低碳"),
    "以环境促创新": ("资金", "贷", "专利", "数据", "市场", "成果"),
}
"""What a paper without the plan's headings is filed under."""
