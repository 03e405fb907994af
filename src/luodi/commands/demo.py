"""`luodi demo`: a complete office of a fictional province, to try everything on."""

from __future__ import annotations

import click

from luodi.commands.office import progress, told


@click.command(name="demo", short_help="在空的数据文件夹里建一个演示办公室")
def command() -> None:
    """建一个虚构省份的演示办公室：六十多个单位、读好的公文、九十来项任务、十个月的月报。

    只在空的 LUODI_HOME 里建；已经建好的，只再显示一次各角色的登录名。
    单位、人名、公文都是虚构的，演示账号共用一个随机密码，不要用于真实工作。
    """
    with told():
        from luodi.office.demo.opening import open_demo

        signins = open_demo(progress("演示办公室"))
    click.echo("演示办公室已备好。各角色的登录名（密码相同）：")
    for who, login, password in signins:
        click.echo(f"  {login:<9} {password}  {who}")
