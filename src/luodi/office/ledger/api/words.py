"""批示: leaders' words on tasks and plans; the office makes tasks of them or files them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from luodi.office.ledger import acts
from luodi.office.ledger.api.shapes import Moment, TaskDetail, task_out
from luodi.office.ledger.api.steps import Reason
from luodi.office.ledger.api.tasks import NewTask, arguments, visible_task
from luodi.office.ledger.models import Instruction, Plan, Task
from luodi.office.units.access import READ, WRITE, person_of, says
from luodi.office.units.api import PersonRef, person_ref
from luodi.office.units.models import Person
from luodi.office.web.rest import Id, In, Needed, Next, OneOf, Out, Paged, known_query, one, page

router = Router()
State = Annotated[str, OneOf(Instruction.State.choices)]


class InstructionOut(Out):
    id: Id
    plan: Id
    task: Annotated[int | None, Field(description="对哪项任务的；空为对方案的。")]
    leader: PersonRef | None
    at: Moment
    text: str
    state: State
    made: Annotated[int | None, Field(description="由它开列的任务；在范围之外的不给出。")]


class Instructions(Out):
    items: list[InstructionOut]
    next: Next


class InstructionsAsked(Paged):
    plan: Annotated[Id | None, Field(description="只要这个方案的。")] = None
    task: Annotated[Id | None, Field(description="只要对这项任务的。")] = None
    state: Annotated[State | None, Field(description="只要这个状态的。")] = None


class InstructionIn(In):
    text: Annotated[Needed, Field(description="批示内容。", examples=["请科技厅牵头，年底前报结果。"])]


def _out(row: Instruction, made: set[int]) -> InstructionOut:
    return InstructionOut(
        id=row.pk,
        plan=row.plan_id,
        task=row.task_id,
        leader=person_ref(row.leader),
        at=row.at,
        text=row.text,
        state=row.state,
        made=row.made_id if row.made_id in made else None,
    )


def _made(person: Person, rows: list[Instruction]) -> set[int]:
    wanted = {r.made_id for r in rows if r.made_id}
    if not wanted:
        return set()
    return set(Task.objects.visible_to(person).filter(pk__in=wanted).values_list("pk", flat=True))


def _seen(person: Person) -> Any:
    return Instruction.objects.visible_to(person).select_related("leader", "plan__unit")


@router.get(
    "/instructions",
    **says(
        "list_instructions", "批示列表", "对任务的，看得到任务的都看得到；对方案的，主管的办公室和领导看得到。",
        right="tasks:read", out=Instructions, errors=READ,
    ),
)  # fmt: skip
def list_instructions(request: HttpRequest, asked: Query[InstructionsAsked]) -> Instructions:
    known_query(request, InstructionsAsked)
    person = person_of(request)
    rows = _seen(person)
    if asked.plan is not None:
        rows = rows.filter(plan_id=asked.plan)
    if asked.task is not None:
        rows = rows.filter(task_id=asked.task)
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    found, after = page(rows, asked)
    made = _made(person, found)
    return Instructions(items=[_out(r, made) for r in found], next=after)


@router.post(
    "/tasks/{task_id}/instructions",
    **says(
        "instruct_on_task", "对任务批示", "由领导书写，送办公室办理。",
        right="tasks:write", out=InstructionOut, errors=WRITE, status=201,
    ),
)  # fmt: skip
def instruct_on_task(request: HttpRequest, task_id: Id, given: InstructionIn) -> Status[InstructionOut]:
    person = person_of(request)
    task = visible_task(person, task_id)
    return Status(201, _out(acts.instruct(person, task.plan, given.text, task), set()))


@router.post(
    "/plans/{plan_id}/instructions",
    **says(
        "instruct_on_plan", "对方案批示", "由领导书写，送办公室办理。",
        right="tasks:write", out=InstructionOut, errors=WRITE, status=201,
    ),
)  # fmt: skip
def instruct_on_plan(request: HttpRequest, plan_id: Id, given: InstructionIn) -> Status[InstructionOut]:
    person = person_of(request)
    plan = one(Plan.objects.visible_to(person).select_related("unit"), plan_id)
    return Status(201, _out(acts.instruct(person, plan, given.text), set()))


@router.post(
    "/instructions/{instruction_id}/task",
    **says(
        "task_from_instruction", "由批示开列任务", "批示原文成为任务的来源。由办公室办理。",
        right="tasks:write", out=TaskDetail, errors=WRITE, status=201,
    ),
)  # fmt: skip
def task_from_instruction(request: HttpRequest, instruction_id: Id, given: NewTask) -> Status[TaskDetail]:
    person = person_of(request)
    row = one(_seen(person), instruction_id)
    made = acts.task_from_instruction(person, row, **arguments(person, row.plan, given))
    return Status(201, task_out(person, made.pk))


@router.post(
    "/instructions/{instruction_id}/note",
    **says(
        "note_instruction", "阅存批示", "不开列任务的，写明理由。由办公室办理。",
        right="tasks:write", out=InstructionOut, errors=WRITE,
    ),
)  # fmt: skip
def note_instruction(request: HttpRequest, instruction_id: Id, given: Reason) -> InstructionOut:
    person = person_of(request)
    acts.note_instruction(person, one(_seen(person), instruction_id), given.why)
    row = one(_seen(person), instruction_id)
    return _out(row, _made(person, [row]))
