"""The journal's own acts, and how the names in payloads read in Chinese."""

from __future__ import annotations

import json
from typing import Any

from luodi.office.journal import sentences

QUIET = ("report.save",)
"""Acts that repeat while somebody types: several in a row are one line of a history."""

LABELS = {
    "after": "改后",
    "amount": "金额",
    "before": "改前",
    "code": "编号",
    "count": "数量",
    "day": "日期",
    "done": "完成情况",
    "due": "时限",
    "fields": "改动的栏目",
    "file": "文件",
    "files": "文件数",
    "filter": "筛选条件",
    "format": "格式",
    "from": "原为",
    "head": "日志号",
    "kind": "类别",
    "lead": "牵头",
    "leader": "领导",
    "level": "层级",
    "light": "亮灯",
    "login": "登录名",
    "made": "生成的任务",
    "made_at": "备份时间",
    "measures": "指标",
    "milestone": "节点",
    "money": "资金",
    "month": "月份",
    "name": "名称",
    "names": "名称",
    "note": "备注",
    "number": "编号",
    "on": "日期",
    "path": "路径",
    "percent": "进度",
    "person": "人员",
    "phone": "电话",
    "plan": "方案",
    "post": "职务",
    "problems": "问题",
    "progress": "进展",
    "quote": "原文",
    "reason": "理由",
    "request": "需协调事项",
    "role": "角色",
    "section": "章节",
    "sha256": "SHA-256",
    "since": "起",
    "size": "大小",
    "source": "来源",
    "state": "状态",
    "supporting": "配合",
    "tags": "标签",
    "task": "任务",
    "tasks": "任务",
    "text": "内容",
    "title": "标题",
    "to": "改为",
    "unit": "单位",
    "units": "单位",
    "until": "止",
    "version": "版本",
    "what": "内容",
}


def register() -> None:
    sentences.register(
        ("journal.export", "导出日志", "导出日志{count}条（{filter}），格式{format}"),
        ("office.backup", "备份", "备份了全部数据（截至日志第{head}号，文件{files}个）：{file}"),
        ("office.restore", "恢复", "从备份{file}恢复了全部数据（备份于{made_at}，截至日志第{head}号）"),
    )


def label(name: str) -> str:
    return LABELS.get(name, name)


def plain(value: Any) -> str:
    """A value of a payload as a person reads it.

    >>> plain({"id": 3, "name": "东泽市"}), plain(["甲", "乙"]), plain(None), plain(True)
    ('东泽市', '甲、乙', '—', '是')
    >>> plain([{"name": "a", "v": 1}])
    '[{"name": "a", "v": 1}]'
    """
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        if set(value) == {"id", "name"}:
            return str(value["name"])
        if all(not isinstance(v, dict | list) for v in value.values()):
            return "；".join(f"{label(k)}：{plain(v)}" for k, v in value.items())
    if isinstance(value, list) and all(not isinstance(v, dict | list) for v in value):
        return "、".join(map(plain, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
