"""How each task of the demonstration gets on: a pace drawn from its number, the same in every run."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

STEADY, AHEAD, SLOW, STUCK = "steady", "ahead", "slow", "stuck"
SHARES = ((STEADY, 62), (AHEAD, 16), (SLOW, 16), (STUCK, 6))

WORK = (
    "召开专题调度会，明确责任分工和时间节点",
    "组织专家论证，完善实施方案",
    "开展实地走访，摸清底数、逐项建账",
    "完成申报材料初审，督促补正",
    "推动重点项目开工，现场解决施工问题",
    "组织政企对接，达成合作意向",
    "开展业务培训和政策宣讲",
    "会同配合单位联合会商，细化任务清单",
    "完成阶段性验收，整改发现的问题",
    "开展中期评估，通报进展情况",
)
PROBLEMS = (
    ("配套资金尚未全部到位，影响后续建设进度", "商请加快拨付配套资金", "省财政厅"),
    ("用地指标和前期手续办理较慢", "协调落实用地指标", "省自然资源厅"),
    ("部分企业研发费用归集不规范，入统口径不清", "对基层开展入统业务指导", "省统计局"),
    ("高层次人才住房、子女入学等保障措施衔接不够", "协调落实人才保障政策", "省人力资源社会保障厅"),
    ("审批事项涉及多个部门，流程较长", "召开联席会议集中会商", "省科技厅"),
)
NEXT = (
    "对照时间节点倒排工期，逐项销号",
    "加快推进剩余工作，确保按期完成",
    "持续跟踪调度，及时解决困难问题",
    "组织开展阶段评估，形成经验材料",
)


@dataclass(frozen=True)
class Pace:
    """`share` of what the schedule asks is done; `late` months are filed after the deadline."""

    kind: str
    share: Decimal
    late: float


def pace_of(number: int) -> Pace:
    """The pace of the task with this number in the plan."""
    draw = random.Random(f"pace-{number}")
    roll, kind = draw.uniform(0, 100), STEADY
    for name, weight in SHARES:
        kind = name
        roll -= weight
        if roll <= 0:
            break
    low, high = {STEADY: (100, 108), AHEAD: (115, 140), SLOW: (68, 88), STUCK: (30, 52)}[kind]
    late = {STEADY: 0.04, AHEAD: 0.0, SLOW: 0.15, STUCK: 0.35}[kind]
    return Pace(kind, Decimal(draw.randint(low, high)) / 100, late)


def words(number: int, month: int, pace: Pace) -> dict[str, str]:
    """What the liaison writes for a month, apart from figures."""
    draw = random.Random(f"words-{number}-{month}")
    first, second = draw.sample(WORK, 2)
    said = {"progress": f"{first}；{second}。", "next": f"{draw.choice(NEXT)}。"}
    if pace.kind == STUCK or (pace.kind == SLOW and month % 2):
        problem, request, of = PROBLEMS[number % len(PROBLEMS)]
        said |= {"problems": f"{problem}。", "request": f"{request}。", "request_of": of}
    return said
