"""`luodi serve`: the site, its worker and the daily run."""

from __future__ import annotations

import sys

import click

from luodi.commands.office import told


@click.command(name="serve", short_help="启动网页服务、后台任务和每日例行")
@click.option(
    "--bind",
    default="127.0.0.1:8000",
    show_default=True,
    metavar="地址:端口",
    help="在哪里提供服务；0.0.0.0:8000 让同网的机器都能访问。",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="几个网页进程，一般等于处理器核数。",
)
@click.option(
    "--queue-workers",
    type=click.IntRange(0, 16),
    default=1,
    show_default=True,
    help="几个后台任务进程（读文件等）；0 表示由别的机器办。",
)
@click.option("--migrate", is_flag=True, help="数据库需要升级时先升级（请先备份）。")
def command(bind: str, workers: int, queue_workers: int, *, migrate: bool) -> None:
    """启动网页服务、后台任务和每日例行，按 Ctrl-C 停止。

    哪个进程停了会自动重启；本命令停止时全部停止，不留下任何进程。每日例行在启动时和每天零点后各办一次。
    """
    with told():
        from luodi.office.operations import opening, site
        from luodi.office.operations.serve import serve

        if migrate:
            site.need_home()
            opening.upgrade()
        site.start_office()
        from django.db import connections

        connections.close_all()
        ended_well = serve(bind, workers, queue_workers, lambda line: click.echo(line, err=True))
    sys.exit(0 if ended_well else 1)
