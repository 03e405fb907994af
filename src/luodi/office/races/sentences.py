"""How the acts of this app are called and read in a history."""

from __future__ import annotations

from luodi.office.journal import sentences


def register() -> None:
    sentences.register(
        ("races.open", "设立赛马", "设立赛马“{subject}”，{units}个单位参加：{names}"),
        ("races.change", "修改赛马", "修改赛马“{subject}”：{changes}"),
        ("races.rules", "制定规则", "制定“{subject}”规则第{number}版（{rules}）"),
        ("races.round", "开始一期赛马", "开始“{subject}”（{period}），按规则{rules}，数据报送截止{due}"),
        ("races.entry", "登记加分扣分", "{subject}：为{unit}登记“{item}”{count}"),
        ("races.entry_withdraw", "撤回加分扣分", "{subject}：撤回为{unit}登记的“{item}”"),
        ("races.check", "核查数据", "核查“{subject}”的数据：{serious}处须处理，{notes}处提示"),
        ("races.explain", "说明核查问题", "{subject}：就“{finding}”作出说明"),
        ("races.explain_all", "说明核查问题", "{subject}：就{count}处“{kind}”一并作出说明"),
        ("races.confirming", "开放确认申诉", "“{subject}”开放确认申诉，截止{due}；试算第{version}版"),
        ("races.extend", "延长确认申诉", "“{subject}”确认申诉截止日改为{due}"),
        ("races.confirm", "确认数据", "{unit}确认“{subject}”的本单位数据"),
        ("races.appeal", "提出申诉", "{unit}就“{subject}”的{indicator}提出申诉：现为{before}，主张{claimed}"),
        ("races.appeal_withdraw", "撤回申诉", "{unit}撤回“{subject}”中对{indicator}的申诉"),
        ("races.upheld", "申诉成立", "裁定{unit}在“{subject}”中对{indicator}的申诉成立：{before}改为{after}"),
        ("races.rejected", "申诉不成立", "裁定{unit}在“{subject}”中对{indicator}的申诉不成立"),
        ("races.freeze", "冻结数据", "冻结“{subject}”的数据（{period}第{number}次冻结）"),
        (
            "races.compute",
            "计分",
            "计算“{subject}”第{version}版（{kind}），输入{inputs}，结果{result}；{changed}",
        ),
        ("races.met", "会议审议", "“{subject}”第{version}版经{meeting}审议"),
        ("races.publish", "公布结果", "公布“{subject}”第{version}版"),
        (
            "races.study",
            "稳健性检验",
            "对“{subject}”第{version}版作稳健性检验，抽样{draws}次，随机种子{seed}",
        ),
        ("races.studied", "稳健性检验完成", "“{subject}”第{version}版的稳健性检验完成"),
        ("races.study_failed", "稳健性检验失败", "“{subject}”第{version}版的稳健性检验没有完成：{error}"),
    )
