"""The API's description as the docs page shows it: routes by tag, with parameters, bodies and an example to copy."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

LOCATIONS = {"path": "地址", "query": "查询", "header": "头"}
TYPES = {
    "string": "文字", "integer": "整数", "boolean": "是否", "array": "列表", "object": "对象", "null": "空",
    "number": "数",
}  # fmt: skip
FORMATS = {"date": "日期", "date-time": "时间", "binary": "文件"}
DEEP = 6  # schemas that name themselves end here


def page_of(schema: dict[str, Any], root: str) -> dict[str, Any]:
    """What the template needs, from the OpenAPI schema alone."""
    shapes = schema.get("components", {}).get("schemas", {})
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            tag = (route.get("tags") or ["其他"])[0]
            groups.setdefault(tag, []).append(_route(path, method, route, shapes, root))
    return {
        "title": schema["info"]["title"],
        "about": schema["info"].get("description", "").splitlines(),
        "groups": list(groups.items()),
        "shapes": [(n, s.get("description", ""), _fields(s, shapes)) for n, s in sorted(shapes.items())],
        "hello": curl("get", root.rstrip("/") + "/api/v1/me"),
    }


def _route(
    path: str, method: str, route: dict[str, Any], shapes: dict[str, Any], root: str
) -> dict[str, Any]:
    parameters = route.get("parameters", [])
    address = root.rstrip("/") + path
    for parameter in parameters:
        if parameter["in"] == "path":
            name, value = parameter["name"], example(parameter["schema"], shapes)
            address = address.replace(f"{{{name}}}", str(value))
    contents: dict[str, Any] = route.get("requestBody", {}).get("content", {})
    media = next(iter(contents), "")
    sent: dict[str, Any] = contents.get(media, {})
    body_schema = sent.get("schema", {})
    answers = []
    for code, response in sorted(route.get("responses", {}).items(), key=lambda item: str(item[0])):
        content: dict[str, Any] = next(iter(response.get("content", {}).values()), {})
        answers.append((str(code), response.get("description", ""), _type(content.get("schema", {}))))
    return {
        "id": route.get("operationId", ""),
        "method": method.upper(),
        "path": path,
        "summary": route.get("summary", ""),
        "about": [line for line in route.get("description", "").splitlines() if line.strip()],
        "parameters": [
            {
                "name": p["name"],
                "where": LOCATIONS.get(p["in"], p["in"]),
                "type": _type(p.get("schema", {})),
                "needed": p.get("required", False),
                "about": p.get("description") or p.get("schema", {}).get("description", ""),
            }
            for p in parameters
        ],
        "body": _fields(_resolved(body_schema, shapes), shapes),
        "answers": answers,
        "curl": curl(method, address, media, example(body_schema, shapes) if body_schema else None),
    }


def curl(method: str, address: str, media: str = "", body: Any = None) -> str:
    """A command to copy: the token stands in a variable, so that it is in no history."""
    parts = ["curl"]
    if method != "get":
        parts.append(f"-X {method.upper()}")
    parts.append('-H "Authorization: Bearer $TOKEN"')
    if media == "multipart/form-data":
        parts += [f"-F {shlex.quote(f'{name}={_form(value)}')}" for name, value in (body or {}).items()]
    elif media:
        text = json.dumps(body, ensure_ascii=False)
        parts += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(text)}"]
    return " \\\n  ".join([*parts, shlex.quote(address)])


def _form(value: Any) -> str:
    return str(value[0] if isinstance(value, list) and value else value)


def _resolved(schema: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    return shapes.get(name, {}) if name else schema


def example(schema: dict[str, Any], shapes: dict[str, Any], depth: int = 0) -> Any:
    """A value that fits; what need not be given is left out where the schema shows no example."""
    schema = _resolved(schema, shapes)
    if schema.get("examples"):
        return schema["examples"][0]
    for word in ("example", "const"):
        if word in schema:
            return schema[word]
    if schema.get("enum"):
        return schema["enum"][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return example(schema[choice][0], shapes, depth + 1)
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required", [])
        return {
            name: example(part, shapes, depth + 1)
            for name, part in schema.get("properties", {}).items()
            if depth < DEEP and (name in needed or "examples" in part)
        }
    if kind == "array":
        return [example(schema.get("items", {}), shapes, depth + 1)] if depth < DEEP else []
    if schema.get("format") == "binary":
        return "@佐证.pdf"
    return {"integer": 12, "boolean": True, "number": 1, "null": None}.get(str(kind), "文字")


def _type(schema: dict[str, Any]) -> str:
    """A word for the type: 整数, 日期或空, UnitOut的列表."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return "或".join(dict.fromkeys(_type(s) for s in schema[choice]))
    if schema.get("enum"):
        return "、".join(str(v) or "（空）" for v in schema["enum"])
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}的列表"
    found = FORMATS.get(schema.get("format", "")) or TYPES.get(str(schema.get("type", "")), "")
    return found + (f"，至多{schema['maxLength']}字" if "maxLength" in schema else "")


def _fields(schema: dict[str, Any], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    return list(_each_field(schema, shapes))


def _each_field(schema: dict[str, Any], shapes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    needed = schema.get("required", [])
    for name, part in schema.get("properties", {}).items():
        about = part.get("description") or _resolved(part, shapes).get("description", "")
        yield {"name": name, "type": _type(part), "needed": name in needed, "about": about}
