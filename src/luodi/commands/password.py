"""`luodi password`: a new first password for anybody, by whoever runs the server."""

from __future__ import annotations

import click

from luodi.commands.office import told


@click.command(name="password", short_help="重设一个人的密码")
@click.argument("login", metavar="登录名")
@click.option("--why", metavar="理由", default="", help="为什么重设，写进日志。")
def command(login: str, why: str) -> None:
    """给登录名重设初始密码，显示一次；本人下次登录必须修改，原有的登录随即结束，锁定解除。

    用于管理员忘了密码、页面上又没有人能为他重设的时候。能运行这个命令的人就能进入任何账号，
    所以每次都记入日志，办理人写作“系统”。账号停用的，密码会重设，但要先在页面上启用才能登录。
    """
    with told():
        from luodi.office.operations.site import start_office

        start_office()
        from luodi.office.operations.passwords import reset

        done = reset(login, why)
    click.echo(f"{done.name}（{done.unit}）的初始密码，只显示这一次：")
    click.echo(f"  {done.login}  {done.password}")
    click.echo(f"已记入日志第{done.number}号。")
    if done.disabled:
        click.echo("这个账号现在是停用的，启用以后才能登录。", err=True)
