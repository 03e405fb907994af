"""Every environment variable Luodi looks at. The tests hold the code and the docs to this list."""

from __future__ import annotations

from typing import NamedTuple


class Setting(NamedTuple):
    """A variable's name, what holds without it, and what it does."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("LUODI_HOME", "用户数据和缓存文件夹", "学过的文件和编好的语言模型放在哪个文件夹。"),
    Setting("LUODI_MODEL_URL", "不用模型", "第二查找器的地址，如 http://127.0.0.1:8000/v1；不设则不启用。"),
    Setting("LUODI_MODEL_NAME", "default", "第二查找器用哪个模型。"),
    Setting("LUODI_MODEL_KEY", "无", "第二查找器的密钥，只发给上面的地址。"),
    Setting("LUODI_MODEL_TIMEOUT", "60", "每次询问最多等多少秒。"),
    Setting("LUODI_DEBUG", "不显示", "设为 1 时，意外错误显示完整的出错位置，供维护者排查。"),
)


def epilog() -> str:
    """The settings as they stand under `luodi --help`."""
    lines = [f"  {s.name}  {s.help}（默认：{s.default}）" for s in SETTINGS]
    return "\b\n环境变量：\n" + "\n".join(lines)
