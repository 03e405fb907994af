"""Before anything is kept: may it be? Marked secret, unreadable, too large or of a kind nobody reads.

Small files are looked at here. Large ones, and PDFs, in a process of their own with a limit of time
and memory: a hostile file must not take the web server with it. That process is this module, run
with the file on its standard input; nothing of the file touches a disk.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from pathlib import PurePath

from luodi.office.documents import limits
from luodi.reading.errors import ReadError, SecretError
from luodi.reading.secrecy import check_secrecy, secrecy
from luodi.reading.sources import load_bytes
from luodi.reading.sources.names import printable

SECRET_DO = "涉密文件请按保密规定在涉密设备上处理"


def check(name: str, data: bytes) -> None:
    """A SecretError for a file marked secret in its name or content, a ReadError for one nobody can read."""
    shown = printable(name)
    check_name(name)
    suffix = PurePath(name).suffix.lower()
    if suffix and suffix not in limits.SUFFIXES:
        raise ReadError(shown, f"不支持“{suffix[:12]}”类文件", "请另存为 Word、PDF、Excel、网页或文本文件")
    if len(data) > limits.UPLOAD_BYTES:
        raise ReadError(
            shown, f"文件超过{limits.UPLOAD_BYTES // 2**20} MB", "请压缩其中的图片，或拆成几个文件"
        )
    if len(data) <= limits.IN_PROCESS_BYTES and not data.startswith(b"%PDF"):
        check_content(name, data)
    else:
        _apart(name, data)


def check_name(name: str) -> None:
    """【机密】关于….docx, …（秘密）.pdf, 绝密-….doc: a mark in the name is a mark."""
    stem = re.sub(r"[-_—–·.+]+", " ", PurePath(name).stem)
    mark = secrecy(stem)
    if mark:
        raise SecretError(printable(name), f"文件名标有密级“{mark}”，不予接收，内容没有保留", SECRET_DO)


def check_content(name: str, data: bytes) -> None:
    """The marks the engine looks for, in the words as they are and as repaired."""
    from luodi.reading.repairs import repair

    source = load_bytes(name, data)
    check_secrecy(source)
    check_secrecy(source, repair(source.raw))


def _apart(name: str, data: bytes) -> None:
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, name],
            input=data,
            capture_output=True,
            timeout=limits.CHECK_SECONDS,
            check=False,
        )
        verdict = json.loads(done.stdout or b"null")
    except subprocess.TimeoutExpired as error:
        raise ReadError(
            printable(name),
            f"{limits.CHECK_SECONDS}秒内没有完成密级检查，没有接收",
            "请拆成几个文件，或另存为文本较少的格式再传",
        ) from error
    except ValueError:
        verdict = None
    if verdict is None:
        raise ReadError(printable(name), "检查文件时出错，没有接收", "请核对文件是否损坏，或另存一份再传")
    if verdict["fault"]:
        kind = SecretError if verdict["fault"] == "secret" else ReadError
        raise kind(printable(name), verdict["what"], verdict["do"])


def _main(name: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (limits.CHECK_MEMORY, limits.CHECK_MEMORY))
    verdict = {"fault": "", "what": "", "do": ""}
    try:
        check_content(name, sys.stdin.buffer.read())
    except ReadError as error:
        fault = "secret" if isinstance(error, SecretError) else "unreadable"
        verdict = {"fault": fault, "what": error.what, "do": error.do}
    except MemoryError:
        verdict = {"fault": "unreadable", "what": "文件展开后过大", "do": "请拆成几个文件"}
    sys.stdout.write(json.dumps(verdict))
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
