"""How the journal tells this app's acts."""

from __future__ import annotations

from luodi.office.journal import sentences


def register() -> None:
    sentences.register(
        ("figures.record", "登记数据", "登记“{subject}”的指标数据{count}条，其中修订{revised}条"),
        ("figures.publish", "公布数据", "公布“{subject}”{period}的指标数据{count}条"),
        ("figures.freeze", "冻结数据",
         "冻结“{subject}”{period}的数据（第{number}版）：数值{values}个、目标{targets}个，校验码{digest}"),
        ("figures.add", "增加指标", "增加指标“{subject}”（{code}）"),
        ("figures.edit", "修改指标", "修改指标“{subject}”：{changes}"),
        ("figures.retire", "停用指标", "停用指标“{subject}”"),
        ("figures.restore", "恢复指标", "恢复指标“{subject}”"),
        ("figures.regions", "登记地区", "登记“{subject}”的统计地区{count}个"),
        ("figures.peer", "增加外地地区", "增加外地地区“{subject}”（{kind}，{code}）"),
        ("figures.peers", "选定比较地区", "设定比较组“{subject}”，共{count}个地区"),
        ("figures.peers_retire", "停用比较组", "停用比较组“{subject}”"),
        ("figures.target", "设定目标", "设定“{subject}”的目标{count}项：{targets}"),
        ("figures.open", "布置填报", "布置填报“{subject}”：{period}，{units}个单位共{lines}格，{due}截止"),
        ("figures.close", "截止填报", "截止填报“{subject}”，还有{left}个单位未采用"),
        ("figures.reopen", "重新开放填报", "重新开放填报“{subject}”，{due}截止"),
        ("figures.save", "暂存填报", "暂存{subject}“{collection}”的填报，改动{count}格"),
        ("figures.submit", "报送填报", "报送{subject}“{collection}”的填报"),
        ("figures.approve", "审核填报", "审核通过{subject}“{collection}”的填报"),
        ("figures.return", "退回填报", "退回{subject}“{collection}”的填报（原为“{step}”）"),
        ("figures.accept", "采用填报", "采用{subject}“{collection}”的填报，登记{new}个新值"),
        ("figures.export", "导出数据", "导出{what}，{count}行"),
    )  # fmt: skip
