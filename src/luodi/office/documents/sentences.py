"""What the acts on documents and findings are called in the journal."""

from __future__ import annotations

from luodi.office.journal import sentences


def register() -> None:
    sentences.register(
        ("document.upload", "上传文件", "上传了文件“{name}”"),
        ("document.refuse", "拒收文件", "拒收文件“{name}”：{reason}"),
        ("document.read", "读出文件", "读出“{subject}”，找到任务{tasks}条、指标{targets}条"),
        ("document.fail", "未能读出", "未能读出“{subject}”：{reason}"),
        ("document.reread", "要求重读", "要求重新阅读“{subject}”"),
        ("document.requeue", "重新排队", "“{subject}”的阅读中断，重新排队"),
        ("finding.accept", "采纳", "从“{subject}”采纳{count}条，开列任务：{tasks}（{plan}）"),
        ("finding.edit", "修改", "修改“{subject}”中的“{finding}”：{changes}"),
        ("finding.split", "拆分", "把“{subject}”中的“{finding}”拆成：{parts}"),
        ("finding.merge", "合并", "把“{subject}”中的“{finding}”并入“{into}”"),
        ("finding.merge_task", "并入任务", "把“{subject}”中的“{finding}”并入已有任务{task}"),
        ("finding.reject", "剔除", "从“{subject}”剔除{count}条：{findings}"),
        ("finding.reopen", "恢复待审", "恢复“{subject}”中的“{finding}”待审"),
        ("finding.add", "补录", "在“{subject}”中补录“{finding}”"),
    )
