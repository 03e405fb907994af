"""The second finder against a small server that speaks the protocol, well and badly."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from luodi.finding.chat import MAX_ANSWER, Endpoint
from luodi.finding.findings import Findings, Level, Target, Task
from luodi.finding.second import SecondFinder, SettingError, from_environment, pieces
from luodi.reading.document import Block, Document, Masthead, Source
from luodi.reading.text import Text

STRING = (
    "一、重点任务\n"
    "市科技局要在6月底前制定中试平台建设方案，市财政局配合。全市上下要增强紧迫感。\n"
    "力争高新技术企业突破450家，成交额达到1.2亿元。新增平台〓个。\n"
    "6月18日，何知远主持召开创新委员会第三次会议，听取了市统计局关于研发投入的汇报。"
)
TASK = {
    "level": "concrete",
    "owners": ["市科技局"],
    "support": ["市财政局"],
    "action": "制定中试平台建设方案",
    "due": {"text": "6月底前", "date": "1999-01-01"},
    "quote": "在6月底前制定中试平台建设方案",
}
TARGET = {
    "indicator": "高新技术企业",
    "value": 450,
    "unit": "家",
    "comparator": ">=",
    "fact": False,
    "quote": "高新技术企业突破450家",
}
MEETING = {
    "name": "创新委员会第三次会议",
    "date": None,
    "chair": ["何知远"],
    "attendees": [{"name": "何知远", "post": None}],
    "quote": "6月18日，何知远主持召开创新委员会第三次会议",
}
ITEM = {"kind": "heard", "by": ["市统计局"], "subject": "研发投入", "quote": "市统计局关于研发投入的汇报"}
GOOD = {"tasks": [TASK], "targets": [TARGET], "meetings": [MEETING], "agenda": [ITEM]}


@pytest.fixture
def document() -> Document:
    import datetime as dt

    source = Source("方案.txt", "txt", STRING)
    head = Masthead(title="方案", published=dt.date(2025, 3, 1))
    first = STRING.index("\n")
    blocks = (Block(0, first, "heading", 1, "一、"), Block(first + 1, len(STRING), "paragraph", path=(0,)))
    return Document(source, Text(STRING), head, blocks)


def completion(content: object) -> bytes:
    words = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode()


class Model:
    """A server for one test: what it was asked, and what it does."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []


@contextmanager
def serving(act: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[str, Model]]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            model.asked.append(json.loads(body))
            model.headers.append(dict(self.headers))
            model.paths.append(self.path)
            act(self)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", model
    finally:
        server.shutdown()
        server.server_close()


def sends(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return act


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def finder(url: str, timeout: float = 10) -> SecondFinder:
    return SecondFinder(Endpoint(url, "m", "geheim", timeout))


def test_a_good_answer_is_kept_and_marked(document: Document) -> None:
    with serving(sends(completion(GOOD))) as (url, model):
        found = finder(url).add(document, Findings())
    task = found.tasks[0]
    assert (task.level, task.action, task.owners, task.support) == (
        Level.CONCRETE,
        "制定中试平台建设方案",
        ("市科技局",),
        ("市财政局",),
    )
    assert STRING[slice(*task.span)] == TASK["quote"]
    assert task.section == ("一、重点任务",)
    assert task.due.text == "6月底前"
    assert str(task.due.date) == "2025-06-30"  # by our rules, not the model's 1999
    assert found.targets[0].value == 450
    assert str(found.meetings[0].date) == "2025-06-18"
    assert found.agenda[0].by == ("市统计局",)
    assert {e.why for e in (*found.tasks, *found.targets, *found.meetings, *found.agenda)} == {"model"}
    assert found.notes == ("模型：补充 4 项",)
    assert model.paths == ["/v1/chat/completions"]
    assert model.headers[0]["Authorization"] == "Bearer geheim"
    asked = model.asked[0]
    assert (asked["model"], asked["temperature"], asked["messages"][1]["content"]) == ("m", 0, STRING)


def test_what_the_rules_found_stays_and_is_not_doubled(document: Document) -> None:
    at = STRING.index("制定中试")
    ours = Task(Level.CONCRETE, "制定中试平台建设方案", (at, at + 10), why="rule")
    with serving(sends(completion(GOOD))) as (url, _):
        found = finder(url).add(document, Findings(tasks=(ours,)))
    assert found.tasks == (ours,)
    assert found.notes == ("模型：补充 3 项，未采用 1 项（与规则重复 1）",)


def changed(entry: dict[str, Any], **values: object) -> dict[str, Any]:
    return entry | values


@pytest.mark.parametrize(
    ("kind", "entry", "why"),
    [
        ("tasks", changed(TASK, quote="在7月底前制定中试平台建设方案"), "原文中没有"),
        ("tasks", changed(TASK, action="抓紧制定中试平台建设方案"), "改动了原文"),
        ("tasks", changed(TASK, action="建设方案制定"), "改动了原文"),
        ("tasks", changed(TASK, owners=["市工信局"]), "原文中没有"),
        ("tasks", changed(TASK, owners="市科技局"), "格式不对"),
        ("tasks", changed(TASK, level="具体"), "格式不对"),
        ("tasks", changed(TASK, level=["concrete"]), "格式不对"),
        ("tasks", changed(TASK, due={"text": "7月底前"}), "原文中没有"),
        ("tasks", changed(TASK, due={"text": 6}), "格式不对"),
        ("tasks", changed(TASK, quote=None), "格式不对"),
        ("tasks", changed(TASK, quote="　"), "格式不对"),
        ("tasks", "制定方案", "格式不对"),
        ("targets", changed(TARGET, value=500), "数字与原文不符"),
        ("targets", changed(TARGET, value="450"), "格式不对"),
        ("targets", changed(TARGET, value=True), "格式不对"),
        ("targets", changed(TARGET, value=float("inf")), "格式不对"),
        ("targets", changed(TARGET, fact=None), "格式不对"),
        ("targets", changed(TARGET, indicator="专精特新企业"), "原文中没有"),
        ("targets", changed(TARGET, indicator="平台", value=0, unit="个", quote="新增平台〓个"), "触及缺字"),
        ("meetings", changed(MEETING, chair=["陆远"]), "原文中没有"),
        ("meetings", changed(MEETING, attendees=["何知远"]), "格式不对"),
        ("agenda", changed(ITEM, kind="听取"), "格式不对"),
        ("agenda", changed(ITEM, subject="研发费用"), "原文中没有"),
    ],
)
def test_what_the_document_does_not_bear_out_is_refused(
    document: Document, kind: str, entry: object, why: str
) -> None:
    with serving(sends(completion({kind: [entry]}))) as (url, _):
        found = finder(url).add(document, Findings())
    assert not (found.tasks or found.targets or found.meetings or found.agenda)
    assert found.notes == (f"模型：补充 0 项，未采用 1 项（{why} 1）",)


def test_a_figure_may_be_scaled_out(document: Document) -> None:
    entry = changed(
        TARGET, indicator="成交额", value=120000000, unit="元", comparator="=", quote="成交额达到1.2亿元"
    )
    with serving(sends(completion({"targets": [entry]}))) as (url, _):
        assert finder(url).add(document, Findings()).targets[0].value == 120000000


@pytest.mark.parametrize(
    "words",
    [
        "好的，以下是结果：\n```json\n" + json.dumps(GOOD, ensure_ascii=False) + "\n```\n希望有帮助！",
        "<think>{先想想}</think>" + json.dumps(GOOD, ensure_ascii=False),
    ],
)
def test_prose_around_the_json_is_passed_over(document: Document, words: str) -> None:
    with serving(sends(completion(words))) as (url, _):
        assert len(finder(url).add(document, Findings()).tasks) == 1


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"oops", 500, "服务返回 500"),
        (b"", 401, "服务返回 401"),
        (b"not json", 200, "答复不合对话补全协议"),
        (b'{"choices": []}', 200, "答复不合对话补全协议"),
        (b'{"error": "overloaded"}', 200, "答复不合对话补全协议"),
        (b"[" * 100_000, 200, "答复不合对话补全协议"),
        (completion("我没有找到任务。"), 200, "答复里没有合格的 JSON"),
        (completion('{"tasks": ['), 200, "答复里没有合格的 JSON"),
        (completion('{"任务": []}'), 200, "答复里没有合格的 JSON"),
        (completion({"tasks": {"a": 1}}), 200, "格式不对"),
        (json.dumps({"choices": [{"message": {"content": None}}]}).encode(), 200, "答复里没有文字"),
        (b" " * (MAX_ANSWER + 10), 200, "答复过大"),
    ],
    ids=range(12),
)
def test_a_bad_answer_becomes_a_note(document: Document, body: bytes, status: int, says: str) -> None:
    before = Findings(targets=(Target("成交额", 1, "元", "=", False, (0, 2), why="rule"),))
    with serving(sends(body, status)) as (url, _):
        found = finder(url).add(document, before)
    assert (found.targets, found.tasks) == (before.targets, ())
    assert len(found.notes) == 1
    assert says in found.notes[0]
    assert "geheim" not in found.notes[0]


def test_a_redirect_is_not_followed(document: Document) -> None:
    with (
        serving(sends(completion(GOOD))) as (elsewhere, other),
        serving(sends(b"", 307, Location=f"{elsewhere}/chat/completions")) as (url, _),
    ):
        found = finder(url).add(document, Findings())
    assert other.asked == []
    assert "服务返回 307" in found.notes[0]


def test_nobody_there(document: Document) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    found = finder(f"http://127.0.0.1:{port}").add(document, Findings())
    assert found.notes == ("模型：补充 0 项，无法连接（1 次）",)


@pytest.mark.parametrize("drip", [False, True])
def test_too_slow(document: Document, drip: bool) -> None:
    stop = threading.Event()

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.05):
            if drip:
                handler.wfile.write(b" ")
                handler.wfile.flush()

    began = time.monotonic()
    with serving(act) as (url, _):
        found = finder(url, timeout=0.4).add(document, Findings())
        stop.set()
    assert time.monotonic() - began < 5
    assert "0.4 秒内没有答复" in found.notes[0]


def test_a_long_document_goes_in_pieces_and_an_absent_model_is_asked_once() -> None:
    string = "市科技局要制定方案。\n" * 800
    document = Document(Source("a.txt", "txt", string), Text(string))
    with serving(sends(completion({"tasks": []}))) as (url, model):
        finder(url).add(document, Findings())
    assert len(model.asked) == 3
    assert "".join(a["messages"][1]["content"] for a in model.asked) == string
    with serving(sends(b"", 404)) as (url, model):
        found = finder(url).add(document, Findings())
    assert len(model.asked) == 1
    assert found.notes == ("模型：补充 0 项，服务返回 404（1 次），还有 2 段没有问",)


def test_pieces_cover_the_text_without_line_ends() -> None:
    string = "字" * 10_000
    spans = list(pieces(string))
    assert "".join(string[a:b] for a, b in spans) == string


def test_settings() -> None:
    assert from_environment({}) is None
    found = from_environment(
        {"LUODI_MODEL_URL": "http://h/v1", "LUODI_MODEL_TIMEOUT": "5", "LUODI_MODEL_KEY": "k"}
    )
    assert found is not None
    assert (found.endpoint.timeout, found.endpoint.model) == (5, "default")
    assert "k" not in repr(found).replace("Endpoint", "").split("model")[1]
    for wrong in (
        {"LUODI_MODEL_URL": "file:///etc"},
        {"LUODI_MODEL_URL": "http://h", "LUODI_MODEL_TIMEOUT": "nan"},
    ):
        with pytest.raises(SettingError, match="LUODI_MODEL"):
            from_environment(wrong)
