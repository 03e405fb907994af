"""`luodi tick`: the daily run by hand."""

from __future__ import annotations

import datetime as dt

import click

from luodi.commands.office import told


@click.command(name="tick", short_help="办一次每日例行")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), metavar="年-月-日", help="按哪一天办，默认今天。")
@click.option("--quiet", is_flag=True, help="没有出错就不输出。")
def command(day: dt.datetime | None, *, quiet: bool) -> None:
    """办一次每日例行：开启到期的月报，更新亮灯和进度，让中断的阅读重新排队，清理残留。

    luodi serve 每天自动办。重复办没有坏处：已经办过的不会再办。
    """
    with told():
        from luodi.office.operations.site import start_office

        start_office()
        from luodi.office.operations.daily import tick

        said = tick(day.date() if day else None)
    if not quiet:
        for line in said or ["今天的例行都已办好。"]:
            click.echo(line)
