"""What the routes of the API share: values as JSON carries them, the one shape of errors, lists in pages.

Whatever comes in passes `Reader` first. What no database keeps (NUL, half a surrogate pair), numbers
beyond a bigint, bodies nested without end are refused there, before any route sees them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from ninja.parser import Parser
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic import GetJsonSchemaHandler as JsonHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LARGEST_ID = 2**63 - 1
DEEPEST = 32
FARTHEST = 100_000  # an offset in a cursor never goes beyond
BODY_BYTES = 4 * 2**20  # of JSON; files come by forms
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")

M = TypeVar("M", bound=Model)


class Problem(Exception):
    """An answer other than success: status, a word for programs, a sentence for people, faults by field."""

    def __init__(
        self, status: int, code: str, detail: str, fields: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.fields = dict(fields or {})


def absent() -> Problem:
    """What does not exist and what the person may not see read the same."""
    return Problem(404, "not_found", "没有这一项，或不在您的范围内。")


def invalid(field: str, sentence: str) -> ValidationError:
    return ValidationError({field: sentence})


# ── values ──────────────────────────────────────────────────────────────────
class OneOf:
    """A text that is one of some values; their Chinese words stand in the schema."""

    def __init__(self, words: Iterable[tuple[str, str | Promise]]) -> None:
        self.words = {value: str(word) for value, word in words}

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.words))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: JsonHandler) -> dict[str, Any]:
        made = dict(handler(schema))
        made.pop("const", None)
        said = "；".join(f"{value or '空'} {word}" for value, word in self.words.items())
        return {**made, "type": "string", "enum": list(self.words), "description": said}


_DAY = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def _day(value: Any) -> dt.date:
    """Days of years people plan in: arithmetic on the edges of the calendar would fail."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:  # February 30
        pass
    raise PydanticCustomError("luodi_day", "请写成“2026-06-30”这样的日期。")


Id = Annotated[int, Field(ge=1, le=LARGEST_ID, examples=[12])]
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="读到的版本号；期间被人改过则答409。")]
Day = Annotated[dt.date, BeforeValidator(_day), Field(examples=["2026-06-30"])]
Amount = Annotated[
    str,
    Field(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$", description="十进制数，写成字符串。", examples=["12.5"]),
]
Figure = Annotated[str, Field(description="十进制数，写成字符串。", examples=["12.5"])]
Percent = Annotated[
    str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", description="百分数，不带%。", examples=["45"])
]
Why = Annotated[str, Field(max_length=2000, description="理由，记入日志。")]
Text = Annotated[str, Field(max_length=5000)]


class In(BaseModel):
    """What a client sends: a field nobody knows is a mistake, not something to pass over.

    Of JSON the types count: `false` is not the number 0, nor "12" the number 12.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    def given(self, *without: str) -> dict[str, Any]:
        """Only what was really sent, so that the rest stays as it is."""
        return {k: getattr(self, k) for k in self.model_fields_set if k not in without}


class Asked(In):
    """What comes as text, in a query or a form: "12" is the number."""

    model_config = ConfigDict(strict=False)


class Out(BaseModel):
    """What is answered. Times with their zone, days as ISO 8601, decimals as strings."""


def plain(value: Decimal | None) -> str | None:
    """
    >>> plain(Decimal("12.50")), plain(Decimal("100")), plain(None)
    ('12.5', '100', None)
    """
    return None if value is None else exact(value)


def exact(value: Decimal) -> str:
    """
    >>> exact(Decimal("0.0000")), exact(Decimal("1E+2"))
    ('0', '100')
    """
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


# ── what comes in ───────────────────────────────────────────────────────────
class Reader(Parser):
    """The only door for bodies, forms and query strings."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem(415, "media_type", "正文请用 application/json。")
        return read_json(request.body)

    def parse_querydict(
        self, data: MultiValueDict, list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        if data is not request.GET and request.content_type != "multipart/form-data":
            raise Problem(415, "media_type", "文件请用 multipart/form-data 上传。")
        for key, values in data.lists():
            for text in (key, *(v for v in values if isinstance(v, str))):
                _possible(text)
        return super().parse_querydict(data, list_fields, request)


def read_json(body: bytes) -> Any:
    """
    >>> read_json(b'{"a": 1}')
    {'a': 1}
    """
    if len(body) > BODY_BYTES:
        raise Problem(413, "too_large", f"正文超过{BODY_BYTES // 2**20} MB；文件请走上传接口。")
    try:
        value = json.loads(
            body.decode("utf-8"), parse_int=_int, parse_float=_float, parse_constant=_no_number
        )
        _walk(value, 0)
    except (ValueError, RecursionError):
        raise Problem(400, "unreadable", "正文不是正确的 JSON（UTF-8）。") from None
    return value


def _int(text: str) -> int:
    if len(text) > 20:
        raise Problem(400, "unreadable", "正文中有过大的整数。")
    return int(text)


def _float(text: str) -> float:
    if len(text) > 400:
        raise Problem(400, "unreadable", "正文中有过长的小数。")
    return float(text)


def _no_number(_text: str) -> Any:
    raise Problem(400, "unreadable", "正文中有 NaN 或无穷大。")


def _walk(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Problem(400, "unreadable", f"正文嵌套超过{DEEPEST}层。")
    if isinstance(value, str):
        _possible(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _possible(key)
            _walk(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _walk(item, depth + 1)


def _possible(text: str) -> None:
    if _IMPOSSIBLE.search(text):
        raise Problem(400, "unreadable", "文字中有无法保存的字符（空字符或不成对的代理码），请去掉后再发。")


def known_query(request: HttpRequest, *models: type[BaseModel]) -> None:
    """A condition that is misspelt would let everything through; it is told instead."""
    names = {name for model in models for name in model.model_fields}
    if stray := [k for k in request.GET if k not in names]:
        raise ValidationError({k[:60]: "没有这个查询条件。" for k in stray[:20]})


def known_form(request: HttpRequest, *models: type[BaseModel]) -> None:
    """The same for the fields of a form beside its file."""
    names = {name for model in models for name in model.model_fields} | {"file"}
    if stray := [k for k in (*request.POST, *request.FILES) if k not in names]:
        raise ValidationError({k[:60]: "没有这一项，请核对名称。" for k in stray[:20]})


# ── lists ───────────────────────────────────────────────────────────────────
class Paged(Asked):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=200, description="一页多少条，至多200。", examples=[50])] = 50
    cursor: Annotated[
        str,
        Field(
            pattern=r"^$|^[ao][0-9]{1,18}$", max_length=19,
            description="上一页答复中的next；不填从头开始。", examples=["a50"],
        ),
    ] = ""  # fmt: skip


Next = Annotated[str | None, Field(description="取下一页时放入cursor；空表示到头了。", examples=["a50"])]


def page(rows: QuerySet[M], asked: Paged) -> tuple[list[M], str | None]:
    """Rows in the order of their ids, from behind the cursor: what is added meanwhile shifts nothing."""
    after = _behind(asked, "a")
    found = list(rows.filter(pk__gt=after).order_by("pk")[: asked.limit + 1])
    more = len(found) > asked.limit
    found = found[: asked.limit]
    return found, f"a{found[-1].pk}" if more else None


def page_ids(rows: QuerySet[Any], asked: Paged) -> tuple[list[int], str | None]:
    """Ids of rows in an order of their own: by offset, which never goes beyond `FARTHEST`."""
    start = _behind(asked, "o")
    if start > FARTHEST:
        raise invalid("cursor", f"按此排列至多取到第{FARTHEST}条；请加查询条件，或不指定sort。")
    ids = list(rows.values_list("pk", flat=True)[start : start + asked.limit + 1])
    more = len(ids) > asked.limit
    return ids[: asked.limit], f"o{start + asked.limit}" if more else None


def _behind(asked: Paged, kind: str) -> int:
    if asked.cursor and asked.cursor[0] != kind:
        raise invalid("cursor", "这个cursor是另一种排列的，请从头开始取。")
    return int(asked.cursor[1:]) if asked.cursor else 0


def one(rows: QuerySet[M], pk: int) -> M:
    """The row, if it is among those the person sees."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise absent()
    return row


def several(rows: QuerySet[M], ids: Sequence[int], field: str) -> list[M]:
    """The rows a body names, in its order; those out of sight are told by their numbers."""
    found = rows.in_bulk(list(ids))
    if missing := [str(pk) for pk in ids if pk not in found]:
        raise invalid(field, f"没有这一项，或不在您的范围内：{'、'.join(missing[:20])}。")
    return [found[pk] for pk in dict.fromkeys(ids)]


def chosen(rows: QuerySet[M], pk: int | None, field: str) -> M | None:
    return None if pk is None else several(rows, [pk], field)[0]


# ── errors ──────────────────────────────────────────────────────────────────
class Fault(Out):
    """What is wrong with one field."""

    field: Annotated[str, Field(description="哪一项；整体的问题为空。", examples=["title"])]
    message: Annotated[str, Field(description="问题和办法。", examples=["请填写任务内容。"])]


class Error(Out):
    """The one shape of every answer that is not a success."""

    code: Annotated[
        str,
        OneOf(
            (
                ("unreadable", "请求读不懂"),
                ("unauthenticated", "没有有效的令牌"),
                ("forbidden", "无权办理"),
                ("not_found", "没有，或不在范围内"),
                ("method", "这个地址不收这种方法"),
                ("stale", "别人刚刚改过或已经办理"),
                ("done", "同一个请求已经办过"),
                ("too_large", "过大"),
                ("media_type", "类型不收"),
                ("secret", "标有密级，不予接收"),
                ("invalid", "内容不符合要求"),
                ("failed", "系统出错"),
            )
        ),
    ]
    detail: Annotated[
        str, Field(description="发生了什么、怎么办。", examples=["没有这一项，或不在您的范围内。"])
    ]
    fields: Annotated[list[Fault], Field(description="逐项的问题，一次给全。")] = []
    entry: Annotated[int | None, Field(description="已经办过时，当时的日志号。")] = None
    request: Annotated[str, Field(description="请求编号，报修时请提供。")] = ""


MEANINGS = {
    400: "请求读不懂：JSON不正确、含无法保存的字符、嵌套过深",
    401: "没有令牌，或令牌已停用、到期",
    403: "令牌没有这项权限，或您的角色不能办理，说明写在detail中",
    404: "没有这一项，或不在您的范围内",
    409: "别人刚刚改过或已经办理（重读后再办），或同一个Idempotency-Key已经办过",
    413: "正文或文件过大",
    415: "正文类型不对，或不收这类文件",
    422: "内容不符合要求，逐项写在fields中",
}

_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda c: "必填。",
    "extra_forbidden": lambda c: "没有这一项，请核对名称。",
    "string_type": lambda c: "应为文字。",
    "string_too_long": lambda c: f"请在{c.get('max_length')}字以内。",
    "string_too_short": lambda c: f"请至少写{c.get('min_length')}个字。",
    "string_pattern_mismatch": lambda c: "格式不对，请照说明中的例子写。",
    "int_type": lambda c: "应为整数。",
    "int_parsing": lambda c: "应为整数。",
    "int_parsing_size": lambda c: "整数过大。",
    "int_from_float": lambda c: "应为整数。",
    "greater_than_equal": lambda c: f"应不小于{c.get('ge')}。",
    "less_than_equal": lambda c: f"应不大于{c.get('le')}。",
    "literal_error": lambda c: "没有这种取值，可用的见说明。",
    "bool_type": lambda c: "应为true或false。",
    "bool_parsing": lambda c: "应为true或false。",
    "list_type": lambda c: "应为列表。",
    "too_long": lambda c: f"至多{c.get('max_length')}项。",
    "too_short": lambda c: f"至少{c.get('min_length')}项。",
    "model_type": lambda c: "应为对象。",
    "model_attributes_type": lambda c: "应为对象。",
    "dict_type": lambda c: "应为对象。",
}


def faults_of(errors: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The framework's findings as sentences, by field."""
    found: dict[str, list[str]] = {}
    for error in errors[:100]:
        place = [str(p)[:60] for p in error.get("loc", ())[1:]]
        if place and place[0] in ("given", "asked", "conditions"):  # names of our own arguments
            place = place[1:]
        kind = str(error.get("type", ""))
        say = _SENTENCES.get(kind)
        if kind.startswith("luodi_"):
            sentence = str(error.get("msg", ""))
        else:
            sentence = say(dict(error.get("ctx") or {})) if say else "格式不对，请照说明中的例子写。"
        found.setdefault(".".join(place), []).append(sentence)
    return found


def faults_in(error: ValidationError) -> dict[str, list[str]]:
    """What an act found wrong, by field; under "" what concerns the whole."""
    if hasattr(error, "error_dict"):
        return {
            ("" if name == "__all__" else name): list(
                dict.fromkeys(str(m) for e in items for m in e.messages)
            )
            for name, items in error.error_dict.items()
        }
    return {"": list(dict.fromkeys(str(m) for m in error.messages))}


def from_act(error: ValidationError) -> Problem:
    """What an act refused: 409 where somebody was quicker, else 422."""
    found = faults_in(error)
    said = [m for messages in found.values() for m in messages]
    if any("别人刚刚改过" in m for m in said):
        return Problem(409, "stale", "别人刚刚改过，请重新读取，对照后再办。")
    if said and all("没有重复办理" in m for m in said):  # who decided, when and how stands in the sentence
        return Problem(409, "stale", " ".join(said))
    whole = found.pop("", [])
    return Problem(422, "invalid", " ".join(whole) or "内容不符合要求，见fields。", found)


def body_of(problem: Problem, request: HttpRequest, entry: int | None = None) -> dict[str, Any]:
    return {
        "code": problem.code,
        "detail": problem.detail[:2000],
        "fields": [
            {"field": name, "message": message[:2000]}
            for name, messages in problem.fields.items()
            for message in messages
        ],
        "entry": entry,
        "request": getattr(request, "id", ""),
    }


def not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("luodi_blank", "必填。")
    return value


Needed = Annotated[str, AfterValidator(not_blank), Field(min_length=1, max_length=5000)]
