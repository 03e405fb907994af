"""A task's steps from draft to archive, sign-off apart: each is one act of the office, receiving the lead's."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from luodi.office.ledger import acts
from luodi.office.ledger.api.shapes import TaskDetail, task_out
from luodi.office.ledger.api.tasks import visible_task
from luodi.office.units.access import WRITE, person_of, says
from luodi.office.web.rest import Id, In, Needed, Out

router = Router()


class Reason(In):
    why: Annotated[Needed, Field(max_length=2000, description="理由，记入日志。", examples=["政策已调整。"])]


@router.post(
    "/tasks/{task_id}/propose",
    **says(
        "propose_task", "提请审定", "草稿提请审定，由办公室办理。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def propose_task(request: HttpRequest, task_id: Id) -> TaskDetail:
    person = person_of(request)
    acts.propose_tasks(person, [visible_task(person, task_id)])
    return task_out(person, task_id)


@router.post(
    "/tasks/{task_id}/assign",
    **says(
        "assign_task", "交办任务", "草稿或待审定的交给牵头单位，上级和子任务一并交办。由办公室办理。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def assign_task(request: HttpRequest, task_id: Id) -> TaskDetail:
    person = person_of(request)
    acts.assign_tasks(person, [visible_task(person, task_id)])
    return task_out(person, task_id)


class Dropped(Out):
    """What is no more."""

    id: Id
    code: str
    title: str


@router.post(
    "/tasks/{task_id}/drop",
    **says(
        "drop_task", "删除草稿", "还没有交办的草稿，连同其子任务；写明理由，不能恢复。由办公室办理。",
        right="tasks:write", out=Dropped, errors=WRITE,
    ),
)  # fmt: skip
def drop_task(request: HttpRequest, task_id: Id, given: Reason) -> Dropped:
    person = person_of(request)
    task = visible_task(person, task_id)
    gone = Dropped(id=task.pk, code=task.code, title=task.title)
    acts.drop_task(person, task, given.why)
    return gone


@router.post(
    "/tasks/{task_id}/receive",
    **says(
        "receive_task", "签收任务", "牵头单位的联络员或负责人签收。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def receive_task(request: HttpRequest, task_id: Id) -> TaskDetail:
    person = person_of(request)
    acts.receive_task(person, visible_task(person, task_id))
    return task_out(person, task_id)


@router.post(
    "/tasks/{task_id}/end",
    **says(
        "end_task", "终止任务", "不再办理的，写明理由；没有办完的子任务一并终止。由办公室办理。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def end_task(request: HttpRequest, task_id: Id, given: Reason) -> TaskDetail:
    person = person_of(request)
    acts.end_task(person, visible_task(person, task_id), given.why)
    return task_out(person, task_id)


@router.post(
    "/tasks/{task_id}/routine",
    **says(
        "make_routine", "转为常态化", "已成日常工作的不再每月填报，写明理由。由办公室办理。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def make_routine(request: HttpRequest, task_id: Id, given: Reason) -> TaskDetail:
    person = person_of(request)
    acts.make_routine(person, visible_task(person, task_id), given.why)
    return task_out(person, task_id)


@router.post(
    "/tasks/{task_id}/reopen",
    **says(
        "reopen_task", "重新打开任务", "已销号、转常态化或终止的重新推进，写明理由。由办公室办理。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def reopen_task(request: HttpRequest, task_id: Id, given: Reason) -> TaskDetail:
    person = person_of(request)
    acts.reopen_task(person, visible_task(person, task_id), given.why)
    return task_out(person, task_id)


@router.post(
    "/tasks/{task_id}/archive",
    **says(
        "archive_task", "归档任务", "已销号、转常态化或终止的归档。由办公室办理。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def archive_task(request: HttpRequest, task_id: Id) -> TaskDetail:
    person = person_of(request)
    acts.archive_tasks(person, [visible_task(person, task_id)])
    return task_out(person, task_id)
