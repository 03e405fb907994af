"""What a section is for, told from its heading: goals, facts, work, closing (C7, C8)."""

from __future__ import annotations

import re

from luodi.finding import lexicon

# The first rule that fits decides; a heading that opens with a verb names a work whatever it holds.
ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 附则, 施行日期: when it starts to apply and who explains it
    ("closing", re.compile(r"附则|施行日期")),
    # 下步要求, 下一步打算: what is to be done, whatever else the heading says
    (
        "work",
        re.compile(
            r"下一?步|下阶段|下半年|任务|举措|措施|要求|打算|安排|保障|部署|计划|议定|事项|实施步骤|支持|推进"
        ),
    ),
    # 一、总体情况, 存在问题, 工作成效: a review
    (
        "facts",
        re.compile(
            r"总体情况|基本情况|进展|成效|成绩|回顾|存在|问题|排名|形势|现状|亮点|做法|情况$|工作开展|主要特点|结果|短板|不足|原因"
        ),
    ),
)
# 工作目标, and 总体要求, which is 要求 by its words and goals by use
_GOALS = re.compile(r"目标|总体要求|指导思想|基本原则|总体思路|发展愿景|工作思路")
_GOAL_TASKS = re.compile(r"目标任务分解|目标责任|任务目标分解")
_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十\d]+[、.．，条]|（[一二三四五六七八九十\d]+）|[一二三四五六七八九十]是)\s*"
)


def role_of(path: tuple[str, ...]) -> str:
    """The role of the innermost section whose heading tells; work where none does.

    >>> role_of(("一、工作目标",)), role_of(("二、主要任务", "（一）补齐短板")), role_of(())
    ('goals', 'work', 'preamble')
    """
    for heading in reversed(path):
        if heading.endswith("。"):
            continue  # a lead sentence says what its paragraph says, not what its section is for
        if _GOALS.search(heading) and not _GOAL_TASKS.search(heading):
            return "goals"
        words = _NUMBER.sub("", heading)
        if lexicon.opens_with_verb(words, 0, len(words)):
            continue
        for role, pattern in ROLES:
            if pattern.search(heading):
                return role
    return "work" if path else "preamble"
