"""`luodi init`: an office's home, database and administrators."""

from __future__ import annotations

import sys

import click

from luodi.commands.office import told

ROLES = {"system_admin": "系统管理员", "security_admin": "安全管理员", "audit_admin": "审计管理员"}
LEVELS = ("province", "city", "county", "department", "zone", "institute", "enterprise", "other")


@click.command(name="init", short_help="建一个办公室：数据文件夹、数据库、三个管理员")
@click.option("--name", metavar="名称", help="最上一级单位的名称，如 河清省；以后可以改。")
@click.option("--level", type=click.Choice(LEVELS), default="province", help="最上一级单位的层级，默认省级。")
def command(name: str | None, level: str) -> None:
    """在 LUODI_HOME 建好数据文件夹和数据库，并建三个互相独立的管理员。

    系统管理员管单位和人员，安全管理员授权，审计管理员看日志；三人不能相互代替。
    初始密码只显示这一次，第一次登录必须修改。再次运行不会改动已有的内容，只说明有什么；
    升级程序以后，也用它升级数据库。
    """
    from luodi.office.operations.opening import open_office

    with told():
        if name is None:
            ask = sys.stdin.isatty()
            name = click.prompt("最上一级单位的名称（以后可以改）", default="本省") if ask else "本省"
        opened = open_office(name.strip(), level)
    for line in opened.said:
        click.echo(line)
    if opened.present:
        click.echo(f"管理员已有：{'、'.join(f'{ROLES[kind]} {login}' for kind, login in opened.present)}")
        return
    click.echo("\n三个管理员的登录名和初始密码（只显示这一次，请分别交给三个人）：")
    for kind, login, password in opened.passwords:
        click.echo(f"  {ROLES[kind]}  {login:<10}  {password}")
    click.echo("\n下一步：luodi serve，然后用系统管理员登录，导入单位和人员。")
