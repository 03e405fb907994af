"""Every environment variable Luodi looks at. The tests hold the code and the docs to this list."""

from __future__ import annotations

from typing import NamedTuple


class Setting(NamedTuple):
    """A variable's name, what holds without it, and what it does."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "LUODI_HOME",
        "用户数据和缓存文件夹",
        "数据文件夹：办公室的数据库、文件、密钥和备份，学过的文件和编好的语言模型。",
    ),
    Setting(
        "DATABASE_URL",
        "数据文件夹里的 SQLite",
        "换用 PostgreSQL 时的地址，如 postgresql://用户:密码@主机/库名。",
    ),
    Setting(
        "LUODI_LAKE_URL",
        "数据文件夹里的 lake，用 DuckDB",
        "企业数据存在哪里、用什么查：/文件夹、duckdb:///文件夹，或 spark://local[2]/文件夹、spark://主机:7077/文件夹。",
    ),
    Setting("LUODI_HOSTS", "*", "网站可以用哪些主机名访问，用逗号隔开，如 luodi.example.gov.cn,10.0.0.5。"),
    Setting(
        "LUODI_ORIGINS",
        "无",
        "前面另有网页服务器时，浏览器看到的网址，用逗号隔开，如 https://luodi.example.gov.cn。",
    ),
    Setting("LUODI_HTTPS", "否", "设为 1 表示前面的网页服务器用了 HTTPS：登录凭证只经加密传输。"),
    Setting("LUODI_IDLE_MINUTES", "30", "多少分钟不操作就要重新登录。"),
    Setting("LUODI_MODEL_URL", "不用模型", "第二查找器的地址，如 http://127.0.0.1:8000/v1；不设则不启用。"),
    Setting("LUODI_MODEL_NAME", "default", "第二查找器用哪个模型。"),
    Setting("LUODI_MODEL_KEY", "无", "第二查找器的密钥，只发给上面的地址。"),
    Setting("LUODI_MODEL_TIMEOUT", "60", "每次询问最多等多少秒。"),
    Setting(
        "LUODI_DEBUG", "不显示", "设为 1 时，意外错误显示完整的出错位置，供维护者排查；正式服务时不要设。"
    ),
)


def epilog() -> str:
    """The settings as they stand under `luodi --help`."""
    lines = [f"  {s.name}  {s.help}（默认：{s.default}）" for s in SETTINGS]
    return "\b\n环境变量：\n" + "\n".join(lines)
