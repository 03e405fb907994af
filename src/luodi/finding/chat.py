"""One question to a chat-completions endpoint: the protocol, and everything that can go wrong with it.

Standard library only. The call never outlasts its time limit, whatever the other side does, follows
no redirect (the key would go along), and reads no more than a fixed number of bytes.
"""

from __future__ import annotations

import json
import queue
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO

MAX_ANSWER = 4 * 1024 * 1024  # bytes


class ChatError(Exception):
    """Why there is no answer, in Chinese; `gone` when asking again would be in vain."""

    def __init__(self, why: str, gone: bool = False) -> None:
        super().__init__(why)
        self.why, self.gone = why, gone


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is and how long to wait for it."""

    url: str
    model: str = "default"
    key: str = field(default="", repr=False)
    timeout: float = 60.0

    @property
    def address(self) -> str:
        """The address of chat completions under a base URL, or that address as it is.

        >>> Endpoint("http://127.0.0.1:8000/v1/").address
        'http://127.0.0.1:8000/v1/chat/completions'
        >>> Endpoint("http://127.0.0.1:8000").address
        'http://127.0.0.1:8000/v1/chat/completions'
        """
        parts = urllib.parse.urlsplit(self.url)
        path = parts.path.rstrip("/") or "/v1"
        if not path.endswith("/chat/completions"):
            path += "/chat/completions"
        return urllib.parse.urlunsplit(parts._replace(path=path))


def ask(endpoint: Endpoint, system: str, user: str) -> str:
    """The model's words. ChatError: refused, too slow, not well, or not in the protocol's form."""
    answers: queue.SimpleQueue[bytes | ChatError] = queue.SimpleQueue()
    thread = threading.Thread(target=_call, args=(endpoint, system, user, answers), daemon=True)
    thread.start()
    try:
        answer = answers.get(timeout=endpoint.timeout)
    except queue.Empty:
        raise ChatError(f"{endpoint.timeout:g} 秒内没有答复", gone=True) from None
    if isinstance(answer, ChatError):
        raise answer
    return _content(answer)


def _call(endpoint: Endpoint, system: str, user: str, answers: queue.SimpleQueue[bytes | ChatError]) -> None:
    try:
        answers.put(_post(endpoint, system, user))
    except ChatError as error:
        answers.put(error)
    except urllib.error.HTTPError as error:
        error.close()
        answers.put(ChatError(f"服务返回 {error.code}", gone=error.code in (401, 403, 404)))
    except TimeoutError:
        answers.put(ChatError(f"{endpoint.timeout:g} 秒内没有答复", gone=True))
    except urllib.error.URLError as error:
        why = "连接超时" if isinstance(error.reason, TimeoutError) else "无法连接"
        answers.put(ChatError(why, gone=True))
    except (OSError, HTTPException, ValueError) as error:
        answers.put(ChatError(f"连接中断（{type(error).__name__}）"))
    except BaseException as error:
        answers.put(ChatError(f"请求出错（{type(error).__name__}）", gone=True))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: it would carry the key and the document elsewhere."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


def _post(endpoint: Endpoint, system: str, user: str) -> bytes:
    body = {
        "model": endpoint.model,
        "temperature": 0,
        "stream": False,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    data = json.dumps(body, ensure_ascii=True).encode("ascii")
    request = urllib.request.Request(endpoint.address, data, headers, method="POST")
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=endpoint.timeout) as response:
        answer: bytes = response.read(MAX_ANSWER + 1)
    if len(answer) > MAX_ANSWER:
        raise ChatError(f"答复过大（超过 {MAX_ANSWER // 2**20} MB）")
    return answer


def _content(answer: bytes) -> str:
    """The text of the first choice."""
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ChatError("答复不合对话补全协议") from error
    if not isinstance(content, str):
        raise ChatError("答复里没有文字")
    return content
