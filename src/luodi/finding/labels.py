"""What the labels of a responsibility list make of the units behind them (ruling C10).

责任单位, 牵头科室（单位）, 协同配合单位, 完成时限 … as offices write them.
"""

from __future__ import annotations

import re

from luodi.finding.verbs import words

# lead: the units named first and answerable
_LEAD = words("""
    牵头单位 牵头部门 牵头责任单位 主要责任单位 主责单位 主责部门 主办单位 主办部门 牵头科室（单位）
    牵头科室 牵头处室 牵头区直单位 第一责任单位 总牵头单位 牵头 主办 主责
""")
# plain: owners, unless a lead label stands in the same list: then they support
_PLAIN = words("""
    责任单位 责任部门 责任主体 责任处室 责任科室 承办单位 承办部门 实施单位 落实单位 负责单位 负责部门
    完成单位 甲方责任单位 乙方责任单位 我方责任单位 对方责任单位 甲方单位 乙方单位 双方责任单位 责任方
    甲方 乙方 承办
""")
# support: units that help
_SUPPORT = words("""
    配合单位 配合部门 协同配合单位 协同单位 协办单位 参与单位 参加单位 协助单位 会办单位 支持单位
    配合责任单位 协作单位 会同单位 配合 协办 参与
""")
# responsible: persons who answer for it
_RESPONSIBLE = words("""
    责任人 责任领导 牵头领导 分管领导 牵头区领导 牵头市领导 牵头县领导 包抓领导 负责人 第一责任人
    包联领导 联系领导 牵头省领导
""")
# liaison: persons to ring
_LIAISON = words("""
    联络员 联系人 联络人 具体联络人 联系电话 电话
""")
# due: when
_DUE = words("""
    完成时限 完成时间 完成期限 时限 时间节点 办结时限 时限要求 时间要求 进度要求 计划完成时间 完成日期
    时间 办理时限 截止时间 完成节点 推进时限 落实时限 报送时限 时间安排 整改时限
""")
LABELS: dict[str, str] = {
    **dict.fromkeys(_LEAD, "lead"),
    **dict.fromkeys(_PLAIN, "plain"),
    **dict.fromkeys(_SUPPORT, "support"),
    **dict.fromkeys(_RESPONSIBLE, "responsible"),
    **dict.fromkeys(_LIAISON, "liaison"),
    **dict.fromkeys(_DUE, "due"),
}
# 甲方牵头单位 and 乙方责任单位: both sides' units own (C12).
SIDE = "甲方|乙方|我方|对方|双方|东部|西部"
NAMED = "|".join(map(re.escape, sorted(LABELS, key=lambda name: (-len(name), name))))
LABEL = re.compile(rf"(?<![^\s（〔【(\[，。；;、]) *(?P<side>{SIDE})?(?P<name>{NAMED}) *[：:]")
# A line that is nothing but a list.
OWN_LINE = re.compile(rf"^\s*(?:{SIDE})?(?:{NAMED})\s*[：:]")
# A list without brackets at the end of a paragraph: …。责任单位：A、B。
AT_END = re.compile(rf"(?<=[。；]) *(?:{NAMED})[：:][^。]{{0,2000}}。?$")
