"""How each address of the site is asked: which things it is about, which questions, what its form is filled with.

An address that is not listed fails the walk: a new page cannot be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver
from tests.office.figures import walked as figures
from tests.office.firms.sample import FIRM
from tests.office.races import walked as races
from tests.office.walkworld import PAPER, WORD, Branch


@dataclass(frozen=True)
class Route:
    """`about` names a branch's things for the parameters in order; a literal stands for itself."""

    about: tuple[str, ...] = ()
    asks: tuple[str, ...] = ("",)  # query strings; {plan} and the like are a branch's things, {q} a word
    gives: dict[str, Any] = field(default_factory=dict)  # what a form is filled with, over what it shows
    changes: bool = True  # whether posting this is an act of somebody


def page(*about: str, asks: tuple[str, ...] = ("",)) -> Route:
    return Route(about, asks, changes=False)


def form(*about: str, **gives: Any) -> Route:
    return Route(about, ("",), gives)


LIST = (
    "", "plan={plan}", "unit={unit}", "unit={unit}&role=lead&own=1", "theme={theme}", "q={q}", "code=方", "overdue=1",
    "sort=behind", "by=light", "state=active&state=assigned", "report=missing", "leaf=1", "responsible=责任人",
)  # fmt: skip
FEW = ("", "plan={plan}", "unit={unit}", "by=light&q={q}")
DAYS = {"since": "2026-06-20", "until": "2026-12-31", "on": "2026-06-20"}

ROUTES: dict[str, Route] = {
    "ledger:home": page(),
    "ledger:list": page(asks=LIST),
    "ledger:board": page(asks=FEW),
    "ledger:timeline": page(asks=FEW),
    "ledger:export": page(asks=(*FEW, "format=docx", "q={q}&format=docx")),
    "ledger:plans": page(asks=("", "state=all")),
    "ledger:plan_new": form(unit="{unit}", name="新方案", **DAYS),
    "ledger:plan": page("plan", asks=("", "by=theme", "unit={unit}")),
    "ledger:plan_edit": form("plan", name="改名方案"),
    "ledger:plan_brief": page("plan"),
    "ledger:workdays": page(),
    "ledger:workdays_edit": form("=2026", days="2026-10-01 休 国庆节"),
    "ledger:tags": page(),
    "ledger:tag_add": form(kind="field", name="新标签"),
    "ledger:tag_rename": form("tag", name="改名标签"),
    "ledger:tag_retire": form("tag"),
    "api-docs": page(),
    "api-nowhere": page("=v1/nowhere"),
    "ledger:months": page("plan"),
    "ledger:month": page("plan", "=2026-06", asks=("", "unit={unit}")),
    "ledger:month_close": form("plan", "=2026-05"),
    "ledger:month_export": page("plan", "=2026-06", asks=("", "format=xlsx")),
    "ledger:unit": page("unit", asks=("", "below=1")),
    "ledger:task": page("task"),
    "ledger:course": page("task"),
    "ledger:say": form("task", kind="comment", text="说一句"),
    "ledger:instruct": form("task", text="请抓紧"),
    "ledger:receive": form("task_fresh"),
    "ledger:assign": form("task_draft"),
    "ledger:propose": form("task_draft"),
    "ledger:archive": form("task_done"),
    "ledger:mark": form("task", "milestone", done_on="2026-06-19"),
    "ledger:move": form("task", "=end", why="不再办理"),
    "ledger:task_new": form("plan", title="新任务", leads=["{unit}"], due="2026-12-01", do="assign"),
    "ledger:task_edit": form("task", title="改过的任务", why="改"),
    "ledger:report": form("task", "round", progress="本月", done="累计", percent="45", do="save"),
    "ledger:report_draft": form("task", "round", progress="本月", done="累计", percent="45", version="0"),
    "ledger:reports_mine": page(asks=("", "plan={plan}")),
    "ledger:reports_inbox": page(),
    "ledger:reports_approve": form(report=["{report_waiting}"]),
    "ledger:reports_accept": form(report=["{report}"]),
    "ledger:report_return": form("report", why="补充"),
    "ledger:evidence_add": form("task", evidence=SimpleUploadedFile("证.txt", b"proof")),
    "ledger:evidence": page("evidence"),
    "ledger:evidence_withdraw": form("evidence", why="错了"),
    "ledger:postpone": form("task_free", due="2026-12-31", reason="来不及", progress="一半"),
    "ledger:postponement": form("postponement_approved", do="refuse", decision="不同意", grant=""),
    "ledger:signoff_ask": form("task_free", statement="办完了", unmet="有缺项"),
    "ledger:signoff": form("signoff", do="return", why="补充"),
    "ledger:instructions": Route((), ("",), {"plan": "{plan}", "text": "抓紧"}),
    "ledger:instruction_note": form("instruction", why="已阅"),
    "web:gallery": page(),
    "documents:list": page(asks=("", "q={q}", "issuer={q}")),
    "documents:upload": form(
        unit="{unit}", files=SimpleUploadedFile("新.txt", PAPER.format(m="新", w="").encode())
    ),
    "documents:progress": page(asks=("ids={document}", "id={document}", "d={document}")),
    "documents:detail": page("document"),
    "documents:original": page("document"),
    "documents:again": form("document"),
    "documents:review": page("document", asks=("", "near=1", "plan={plan}")),
    "documents:near": page("document", asks=("", "passage=1")),
    "documents:plan": form("document", name="由文件来的方案", **DAYS),
    "documents:accept": form("document", plan="{plan}", stamps="{finding}:0"),
    "documents:mark": form("document", start="60", end="80"),
    "documents:finding": page("finding"),
    "documents:card": page("finding"),
    "documents:decide": form("finding", do="reject", reason="重复"),
    "documents:edit": form("finding", action="改过的内容"),
    "documents:split": form("finding_long", at=["{split_at}"]),
    "documents:merge": form("finding", into="{finding_other}"),
    "firms:list": page(
        asks=(
            "",
            "q={q}",
            "unit={unit}",
            "standard=tech-sme&grade=B&grade=C",
            "verdict=pass",
            "frozen={denominator}",
            "sort=cost",
        )
    ),
    "firms:export": page(asks=("", "unit={unit}", "format=docx", "q={q}")),
    "firms:counties": page(),
    "firms:county": page("unit", asks=("", "standard=tech-sme", "year=2026")),
    "firms:freeze": form("unit_below", year="2026"),
    "firms:doubling": form("unit", measure="rd", base_year="2023", base="100", target_year="2027"),
    "firms:firm": page("uscc"),
    "firms:plan": page("uscc"),
    "firms:what_if": page("uscc", asks=("", "staff_total=40&tech_staff=30")),
    "firms:task_new": form("uscc", action="补一项知识产权", plan="{plan}", lead="{unit}", due="2026-12-01"),
    "firms:trace": page("uscc", "=revenue_wan"),
    "firms:verdict": page("uscc", "=tech-sme"),
    "firms:returns": page(),
    "firms:upload": form(
        unit="{unit}",
        kind="firms",
        file=SimpleUploadedFile("新表.csv", "统一社会信用代码,企业名称,区划代码\n".encode() + FIRM.encode()),
    ),
    "firms:return": form("return", do="drop"),
    "firms:marked": page("return"),
    "firms:original": page("return"),
    "firms:runs": form(unit="{unit}", on="2026-06-20", year="2025", standards=["tech-sme"]),
    "firms:run": page("run", asks=("", "part=state")),
    "firms:prices": form(hire_tech="13"),
    **figures.routes(page, form, Route),
    **races.routes(page, form, Route),
    "search:results": page(
        asks=("q={q}", "q={q}&kind=task", "q={q}&kind=finding", "q={q}&kind=document", "q={q}&kind=report")
    ),
    "journal:list": page(asks=("", "q={q}", "object={q}", "actor={person}", "act=plan.open")),
    "journal:entry": page("entry"),
    "journal:export": page(asks=("", "q={q}")),
    "units:tree": page(asks=("", "q={q}")),
    "units:new": form(parent="{mark}市", name="新单位", level="department", order="0"),
    "units:names": page(asks=("field=u&u={q}", "field=u&u=市", "field=u&u=别名")),
    "units:lacking": page(),
    "units:unit": page("unit"),
    "units:branch": page("unit"),
    "units:edit": form("unit", name="改名单位"),
    "units:move": form("unit_spare", parent="{mark}县"),
    "units:close": form("unit_spare", until="2026-06-30", why="撤并"),
    "units:add_alias": form("unit", name="新别名"),
    "units:end_alias": form("unit", "alias"),
    "units:groups": page(),
    "units:new_group": form(owner="{mark}市", name="新分组", members="{mark}市\n{mark}县"),
    "units:group": page("group", asks=("", "on=2026-05-01")),
    "units:edit_group": form("group", name="改名组", on="2026-06-20"),
    "units:close_group": form("group", until="2026-06-30"),
    "units:bodies": page(),
    "units:new_body": form(unit="{mark}市", name="新小组"),
    "units:body": page("body", asks=("", "on=2026-05-01")),
    "units:new_seat": form("body", post="member", unit="{mark}县", order="0"),
    "units:change_seat": form("body", "seat", on="2026-06-20", person_name="新组长"),
    "units:close_seat": form("body", "seat", until="2026-06-30"),
    "units:people": page(asks=("", "q={q}", "q=office", "unit={unit}", "role=liaison")),
    "units:new_person": form(unit="{mark}县", name="新人"),
    "units:person_names": page(asks=("field=p&p={q}", "field=p&p=office", "field=p&p=县")),
    "units:person": page("person"),
    "units:edit_person": form("person", name="改名人", unit="{mark}市/{mark}县"),
    "units:leave": form("person", on="2026-06-30"),
    "units:substitute": form("account", substitute="{mark}head", since="2026-06-20", until="2026-06-30"),
    "units:end_substitute": form("account"),
    "units:accounts": page(asks=("", "q={q}", "q=office", "unit={unit}")),
    "units:batch": form(person=["{person}"], what="open", kind="liaison"),
    "units:policy": form(min_length="11", why="加严"),
    "units:account": form("person", login="xin-ren"),
    "units:reset": form("account"),
    "units:grant": form("person", kind="liaison", unit="{mark}市/{mark}县"),
    "units:revoke": form("account", "role"),
    "units:account_disable": form("account"),
    "units:account_enable": form("account"),
    "units:account_unlock": form("account"),
    "units:account_end": form("account"),
    "units:import": page("=units"),
    "units:import_template": page("=units"),
    "units:export": form("=people"),
    "units:import_trial": form("=units", "upload", only_good="1"),
    "units:import_marked": page("=units", "upload"),
    "units:signin": page(),
    "units:signout": form(),
    "units:password": page(),
    "units:sessions": page(),
    "units:end_others": form(),
    "units:end_session": form("session"),
    "units:tokens": form(name="新令牌", rights=["tasks:read"], days="30"),
    "units:revoke_token": form("token"),
}

IDLE = {
    "units:end_substitute",
    "units:account_enable",
    "units:account_unlock",
    "units:account_end",
    "units:end_others",
}
"""Nothing to end, enable or unlock in the world: posting them changes nothing, whoever does it."""

OWN = {
    "units:signout", "units:tokens", "units:end_others", "units:policy", "ledger:export", "journal:export", "units:export",
    "firms:export", *figures.OWN,
}  # fmt: skip
"""About oneself, or about the whole office: the same form is right for people of both branches."""

PLAIN = {
    "web:gallery", "units:signin", "units:password", "units:import", "units:import_template", "ledger:workdays",
    "units:policy", "documents:progress", "ledger:tags", "ledger:workdays_edit", "api-docs", "api-nowhere",
    "firms:prices", *figures.PLAIN, *races.PLAIN,
}  # fmt: skip
"""Pages that show nothing of any branch."""


def every(patterns: list[Any], space: str = "", before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each address with its full name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from every(pattern.url_patterns, space + inner, before + str(pattern.pattern))
        elif pattern.name == "api-docs" or not f"{before}{pattern.pattern}".startswith("api/v1/"):
            # what is left out is the API itself: it is walked by its own schema
            yield f"{space}{pattern.name}", pattern


def parameters(pattern: URLPattern) -> list[str]:
    return [k for k in re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern)) if k not in pattern.default_args]


def filled(value: Any, b: Branch, word: str = WORD) -> Any:
    """A text with a branch's things in their places."""
    if isinstance(value, list):
        return [filled(v, b) for v in value]
    return value.format(**b.ids, mark=b.mark, q=word) if isinstance(value, str) else value


PARAMETERS = {
    "unit_id": "unit", "person_id": "person", "plan_id": "plan", "task_id": "task", "report_id": "report",
    "round_id": "round", "document_id": "document", "finding_id": "finding", "evidence_id": "evidence",
    "measure_id": "measure", "milestone_id": "milestone", "instruction_id": "instruction", "theme_id": "theme",
    "signoff_id": "signoff", "postponement_id": "postponement", "comment_id": "task", "tag_id": "tag",
    "indicator_id": "indicator", "region_id": "place", "submission_id": "submission", "race_id": "race",
    "race_round_id": "race_round", "appeal_id": "race_appeal",
}  # fmt: skip
"""What the parameters of the API's addresses are, by name."""


def named(name: str, b: Branch) -> Any:
    """A value for a parameter or a field of a body, told by its name; None if it is not a thing's number."""
    key = PARAMETERS.get(name) or PARAMETERS.get(f"{name}_id") or PARAMETERS.get(f"{name.rstrip('s')}_id")
    key = key or {"parent": "unit", "lead": "unit", "leads": "unit", "supporting": "unit"}.get(name)
    return b.ids[key] if key else None


def api_routes(schema: dict[str, Any], b: Branch | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, address, operation) of the whole API; without a branch, about what does not exist."""
    for pattern, operations in schema["paths"].items():
        path = pattern
        for name in re.findall(r"{(\w+)}", pattern):
            assert name in PARAMETERS or name == "month", f"{pattern}: say in walkroutes.py what {name} is"
            value = "2026-06" if name == "month" else b.ids[PARAMETERS[name]] if b else 987_654_321
            path = path.replace(f"{{{name}}}", str(value))
        for method, operation in operations.items():
            yield method, path, operation


def api_asks(operation: dict[str, Any], b: Branch) -> Iterator[str]:
    """Query strings: none, and one for each parameter that names a thing or looks for words."""
    yield ""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            value = WORD if parameter["name"] in ("q", "search") else named(parameter["name"], b)
            if value is not None:
                yield f"?{parameter['name']}={value}"


def api_body(schema: dict[str, Any], operation: dict[str, Any], b: Branch) -> dict[str, Any] | None:
    """A body with every field of the schema in it, about this branch's things."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return None if content is None else _made(schema, content["schema"], b)


def _made(schema: dict[str, Any], shape: dict[str, Any], b: Branch, name: str = "") -> Any:
    if "$ref" in shape:
        return _made(schema, schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]], b, name)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in shape:
            return _made(schema, shape[choice][0], b, name)
    kind = shape.get("type")
    if kind == "object":
        return {k: _made(schema, v, b, k) for k, v in shape.get("properties", {}).items()}
    if kind == "array":
        return [_made(schema, shape.get("items", {}), b, name)]
    if kind == "integer":
        return named(name, b) or 0
    if kind == "boolean":
        return True
    if shape.get("enum"):
        return shape["enum"][0]
    if shape.get("examples"):
        return shape["examples"][0]
    return "2026-12-01" if "date" in str(shape.get("format")) else "文字"
