"""How the acts of this app are called and read in a history."""

from __future__ import annotations

from luodi.office.journal import sentences


def register() -> None:
    sentences.register(
        ("firms.upload", "上传企业报表", "上传企业报表“{subject}”待核（{rows}行，{faults}处问题）"),
        ("firms.map", "指定列的含义", "指定“{subject}”各列的含义"),
        ("firms.drop", "放弃导入", "放弃导入“{subject}”"),
        ("firms.import", "导入企业报表", "导入企业报表“{subject}”：{rows}行，批次{batch}"),
        ("firms.adopt", "登记批次", "登记直接入湖的批次{batch}（{subject}，{rows}行）"),
        (
            "firms.assess",
            "重新评估",
            "按{on}有效的{count}项标准评估{subject}的企业（{standards}），批次：{batches}",
        ),
        ("firms.assessed", "评估完成", "{subject}的评估完成：{firms}家企业，{verdicts}项结论"),
        ("firms.assess_failed", "评估失败", "{subject}的评估没有完成：{error}"),
        ("firms.prices", "修改价目表", "修改补差价目表：{changes}"),
        ("firms.freeze", "冻结分母", "冻结{subject}{year}年规上企业名单，共{firms}家"),
        ("firms.task", "交办企业任务", "为企业“{subject}”交办任务“{title}”，由{lead}牵头，{due}前办结"),
        (
            "firms.double",
            "设定倍增计划",
            "设定{subject}{measure}倍增计划：{base_year}年{base}，{target_year}年{target}",
        ),
    )
