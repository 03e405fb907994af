"""`luodi init`: the home folder, the database, the three administrators. Done twice, it only says what is there."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path

from luodi.office import home
from luodi.office.operations import site
from luodi.office.operations.troubles import Trouble

ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@dataclass
class Opened:
    """What was there and what was made. `passwords`: role, login, password, to be shown once."""

    home: Path
    said: list[str] = field(default_factory=list)
    passwords: list[tuple[str, str, str]] = field(default_factory=list)
    present: list[tuple[str, str]] = field(default_factory=list)  # role, login


def open_office(name: str, level: str) -> Opened:
    """Make whatever of the office is not there yet."""
    opened = Opened(home.home())
    _make_home(opened)
    site.start()
    _migrate(opened)
    _administrators(opened, name, level)
    return opened


def make_folder() -> bool:
    """The home with its folders, for this account alone; whether others could look into it until now."""
    folder = home.home()
    try:
        if folder.exists() and not folder.is_dir():
            raise Trouble(f"{folder} 是一个文件，不是文件夹。", "请用 LUODI_HOME 指明一个文件夹。")
        fresh = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        open_to_others = bool(stat.S_IMODE(folder.stat().st_mode) & 0o077)
        if open_to_others:
            folder.chmod(0o700)
    except OSError as error:
        raise Trouble(
            f"不能使用文件夹 {folder}：{error.strerror}。", "请换一个有权写入的文件夹，用 LUODI_HOME 指明。"
        ) from error
    return open_to_others and not fresh


def _make_home(opened: Opened) -> None:
    had_key = (opened.home / "secret-key").exists()
    if make_folder():
        opened.said.append(f"{opened.home} 原来别的账户也能看，已改为只有本账户能看。")
    try:
        for part in (home.files(), home.backups()):
            part.mkdir(exist_ok=True, mode=0o700)
        home.make_secret_key()
    except OSError as error:
        raise Trouble(
            f"不能写入 {opened.home}：{error.strerror}。", "请核对这个文件夹的权限和磁盘空间。"
        ) from error
    opened.said.append(f"数据文件夹{'已有' if had_key else '已建好'}：{opened.home}")


def upgrade() -> list[str]:
    """Bring the database to this version; what was done, in a sentence."""
    opened = Opened(home.home())
    site.start()
    _migrate(opened)
    return opened.said


def _migrate(opened: Opened) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.utils import Error

    where = "PostgreSQL" if connection.vendor == "postgresql" else str(connection.settings_dict["NAME"])
    try:
        if newer := site.unknown_migrations():
            raise Trouble(f"数据库是更新的版本建的（{newer[0]}）。", "请安装同样新或更新的 luodi。")
        pending = site.pending_migrations()
        if not pending:
            opened.said.append(f"数据库已是最新：{where}")
            return
        call_command("migrate", verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            Path(where).chmod(0o600)  # the files beside it take this over
    except Error as error:
        raise Trouble(
            f"数据库没有建成：{site.first_line(error)}。", "请核对 DATABASE_URL 和数据库服务。"
        ) from error
    opened.said.append(f"数据库已建好或升级（{len(pending)}步）：{where}")


def _administrators(opened: Opened, name: str, level: str) -> None:
    from luodi.office.units.acts import make_administrators
    from luodi.office.units.models import Role

    found = Role.objects.filter(kind__in=ADMINISTRATORS).select_related("person").order_by("kind", "pk")
    opened.present = [(role.kind, role.person.login or "") for role in found]
    if not opened.present:
        opened.passwords = make_administrators(name, level=level)
