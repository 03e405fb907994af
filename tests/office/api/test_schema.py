"""The whole description tried by schemathesis: what it allows and what it forbids, in several people's names.

No answer is a server error, and every answer is one the description promises: status, type, shape.
The same requests each time; whatever they do is taken back.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from schemathesis.checks import load_all_checks
from schemathesis.core import NOT_SET
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.specs.openapi.checks import negative_data_rejection
from tests.depth import depth
from tests.office.walkroutes import PARAMETERS, named
from tests.office.walkworld import DAY, Branch, make_branch, make_root

from luodi.office.api import api
from luodi.office.documents import acts as documents
from luodi.office.documents.models import Finding
from luodi.office.figures import acts as figures
from luodi.office.figures.models import Indicator, Region, Submission
from luodi.office.journal import clock
from luodi.office.ledger import acts
from luodi.office.ledger.models import Plan, Report, Round, Task
from luodi.office.units.acts import create_token
from luodi.office.units.models import Unit
from luodi.office.units.tokens import RIGHTS

pytestmark = pytest.mark.django_db

NAMES = ("office", "liaison", "head", "leader", "auditor")  # whose key
EXAMPLES = 4
"""Made at random for each operation, beside some hundred cases that walk the edges of its schema."""
SHARES = 4

CONFIG = f"""
[generation]
max-examples = {EXAMPLES}
deterministic = true
with-security-parameters = false
allow-x00 = false  # no database keeps it: refused with 400, as test_core holds
[phases.examples]
enabled = true
[phases.coverage]
enabled = true
[phases.fuzzing]
enabled = true
[phases.stateful]
enabled = false
[checks.positive_data_acceptance]
# 422 is also what an act says of a matter that does not allow it; that nothing sound is "unreadable" is held.
expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
"""


MANY = 40
"""Of an operation with more cases than this, every fourth of the wrong ones that are left."""

FITTING = {
    ("decide_postponement", "postponement"): "postponement_approved",
    ("submit_report", "report"): "report_draft",
    ("approve_report", "report"): "report_waiting",
    ("check_signoff", "signoff"): "signoff_office",
    ("propose_task", "task"): "task_draft",
    ("assign_task", "task"): "task_draft",
    ("drop_task", "task"): "task_draft",
    ("receive_task", "task"): "task_fresh",
    ("reopen_task", "task"): "task_done",
    ("archive_task", "task"): "task_done",
    ("ask_signoff", "task"): "task_plain",
    ("ask_postponement", "task"): "task_plain",
    ("reopen_finding", "finding"): "finding_decided",
    ("approve_submission", "submission"): "submission_waiting",
    ("return_submission", "submission"): "submission_approved",
    ("accept_submission", "submission"): "submission_approved",
    ("confirm_race_figures", "race_round"): "race_confirming",
    ("make_appeal", "race_round"): "race_confirming",
}
"""Which of a city's things an operation can be done to, where it is not the first of its kind."""

WHO = {
    **dict.fromkeys(
        (
            "receive_task", "save_report", "submit_report", "add_evidence", "withdraw_evidence", "mark_milestone",
            "ask_postponement", "ask_signoff", "save_submission", "submit_submission",
        ),
        "liaison",
    ),
    **dict.fromkeys(
        (
            "approve_report", "approve_postponement", "approve_signoff", "approve_submission", "confirm_race_figures",
            "make_appeal", "withdraw_appeal",
        ),
        "head",
    ),
    **dict.fromkeys(("instruct_on_task", "instruct_on_plan", "confirm_signoff"), "leader"),
}  # fmt: skip
"""Who can do it, where it is not the office: every other request is made in that person's name."""

ELSEWHERE = {"confirm_signoff", "upload_document", "task_from_instruction", "save_submission", "make_appeal"}
"""Not surely done here: the plan asks no leader to confirm, what is uploaded is no document, and an instruction
becomes a task only if all of twenty fields fit. Tests of their own do the last two, as they hand in figures by the numbers of their
lines and appeal with a file."""

SCHEMA = cache(api.get_openapi_schema)


@dataclass
class Tried:
    """One city with a key for each of its people, and what has been asked and answered."""

    city: Branch
    keys: dict[str, str]
    cases: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)


@pytest.fixture
def tried() -> Iterator[Tried]:
    """At the hour of the world, with everything the acts of half a year leave behind."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # thousands of refusals are no news
    with clock.at(DAY):
        city = make_branch(make_root(), "本域标记", "a")
        more(city)
        keys = {n: create_token(city.people[n], name="试", rights=list(RIGHTS))[1] for n in set(NAMES)}
        yield Tried(city, keys)


def more(city: Branch) -> None:
    """Things in states the city's half year does not end with, so that every step can be taken by somebody."""
    p, ids = city.people, city.ids
    plain = acts.add_task(
        p["office"], Plan.objects.get(pk=ids["plan"]), title="平常事", leads=[Unit.objects.get(pk=ids["unit"])],
        due=dt.date(2026, 12, 20),
    )  # fmt: skip
    plain = acts.receive_task(p["liaison"], plain)
    free = Task.objects.get(pk=ids["task_free"])
    asked = acts.ask_signoff(p["liaison"], free, statement="办完了", unmet="有缺项")
    told = {"progress": "本月进展", "done": "累计完成", "percent": "45", "next": "下步打算"}
    draft = acts.save_draft(p["liaison"], Round.objects.get(pk=ids["round"]), plain, told, 0)
    other = Finding.objects.get(pk=ids["finding_other"])
    documents.reject_findings(p["office"], [other], "重复")
    for name in ("waiting", "approved"):
        opened = figures.open_collection(
            p["office"], Unit.objects.get(pk=ids["unit"]), name=name, period="2026Q2", due=dt.date(2026, 6, 28),
            indicators=[Indicator.objects.get(pk=ids["indicator"])], regions=[Region.objects.get(pk=ids["place"])],
        )  # fmt: skip
        filed = Submission.objects.get(collection=opened)
        filed = figures.file_submission(p["liaison"], filed, {filed.lines.get().pk: ("5", "")}, 0)
        if name == "approved":
            filed = figures.approve_submission(p["head"], filed)
        ids[f"submission_{name}"] = filed.pk
    ids |= {
        "task_plain": plain.pk,
        "signoff_office": acts.approve_signoff(p["head"], asked).pk,
        "report_draft": draft.pk,
        "finding_decided": other.pk,
    }


@pytest.fixture
def described() -> Iterator[Any]:
    """The application as a server runs it, but that it keeps the test's connection, as Django's client does."""
    schema = schemathesis.openapi.from_dict(
        json.loads(json.dumps(SCHEMA())), config=schemathesis.Config.from_str(CONFIG)
    )
    schema.app = get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def id_of(case: Any) -> str:
    return str(case.operation.definition.raw["operationId"])


def settle(case: Any, tried: Tried, throw: int) -> None:
    """Three times of four the numbers of what is really there: else nearly all would be answered with 404.

    What was made wrong on purpose stays wrong.
    """
    meta = case.meta
    wrong = {p for p in ParameterLocation if meta is not None and meta.is_negative_at(p)}
    if throw % 4 and ParameterLocation.PATH not in wrong:
        ids = tried.city.ids
        for name in case.path_parameters:
            key = PARAMETERS[name]
            case.path_parameters[name] = ids[FITTING.get((id_of(case), key), key)]
    if throw % 4 != 2 and ParameterLocation.QUERY not in wrong:
        for name, value in list(case.query.items()):
            if isinstance(value, int) and not isinstance(value, bool):
                case.query[name] = named(name, tried.city) or value
    if throw % 4 != 3 and ParameterLocation.BODY not in wrong and case.body is not NOT_SET:
        case.body = real(case.body, tried, version_of(case))


def version_of(case: Any) -> int:
    """Of the thing the address names, as it now stands."""
    for name, model in (
        ("finding_id", Finding), ("report_id", Report), ("submission_id", Submission), ("task_id", Task),
    ):  # fmt: skip
        row = model.objects.filter(pk=case.path_parameters[name]).first() if in_range(case, name) else None
        if row is not None:
            return int(row.version)
    return 0


def in_range(case: Any, name: str) -> bool:
    found = case.path_parameters.get(name)
    return isinstance(found, int) and abs(found) < 2**63


def real(value: Any, tried: Tried, version: int, name: str = "") -> Any:
    if isinstance(value, dict):
        return {k: real(v, tried, version, name if k == "id" else k) for k, v in value.items()}
    if isinstance(value, list):
        return [real(v, tried, version, name) for v in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return version if name == "version" else (named(name, tried.city) or value)
    return value


def ask(case: Any, tried: Tried) -> None:
    throw = zlib.crc32(repr(case).encode("utf-8", "surrogatepass"))
    label = case.operation.label
    tried.cases[label] += 1
    if tried.cases[label] > MANY and throw % 4 and case.meta.generation.mode.is_negative:
        return
    settle(case, tried, throw // 7)
    name = WHO.get(id_of(case), "office") if throw % 2 else NAMES[throw // 2 % len(NAMES)]
    key = {"Authorization": f"Bearer {tried.keys[name]}"}
    with transaction.atomic():
        answer = case.call(headers=key)
        transaction.set_rollback(True)
    tried.answers[id_of(case), answer.status_code] += 1
    try:
        with transaction.atomic():  # checks ask again: without a key, by other methods
            try:
                # A form with a file counts as wrong for schemathesis as soon as anything in it was settled.
                blurred = [negative_data_rejection] if "multipart" in str(case.media_type) else []
                case.validate_response(answer, headers=key, excluded_checks=blurred)
            finally:
                transaction.set_rollback(True)
    except FailureGroup as found:
        for failure in found.exceptions:
            tried.faults.setdefault((label, str(getattr(failure, "title", failure))), str(found)[:4000])


def tried_out(described: Any, tried: Tried, operations: list[Any]) -> None:
    load_all_checks()
    for operation in operations:
        build_operation_test(
            config=described.config,
            operation=operation,
            test_func=ask,
            given_kwargs={},
            feedback=FeedbackSources(),
        )(tried=tried)


@pytest.mark.parametrize("share", depth(range(SHARES), range(1)))
def test_every_answer_is_one_the_description_promises(share: int, tried: Tried, described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    tried_out(described, tried, operations[share::SHARES])
    told = "\n\n".join(f"### {label}: {title}\n{text}" for (label, title), text in tried.faults.items())
    assert not tried.faults, f"{len(tried.faults)} faults\n{told}"
    done = {name for name, status in tried.answers if status < 300}
    idle = sorted({name for name, _status in tried.answers} - done - ELSEWHERE)
    assert not idle, f"nobody got any of these done, so that they prove little: {idle}"


def test_a_broken_operation_is_found(tried: Tried, described: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(acts, "archive_tasks", broken)
    logging.getLogger("luodi.office.api").setLevel(logging.CRITICAL)
    path = "/api/v1/tasks/{task_id}/archive"
    tried_out(described, tried, [described[path]["POST"]])
    assert (f"POST {path}", "Server error") in tried.faults, tried.faults.keys()
