"""`luodi verify`: the journal against itself."""

from __future__ import annotations

import sys

import click

from luodi.commands.office import progress, told


@click.command(name="verify", short_help="核对日志是否被改动，文件是否完好")
@click.option(
    "--expect",
    multiple=True,
    metavar="号:校验值",
    help="以前记在别处的锚点，可以给多个；整体改写过的日志靠它发现。",
)
@click.option("--files", is_flag=True, help="同时逐个核对存放的文件。")
def command(expect: tuple[str, ...], *, files: bool) -> None:
    """从头重算日志的校验链，找出被修改、删除、插入、调换和截断的记录，并说明是第几号。

    每次核对后显示最新的锚点（号和校验值）。请把它抄在本系统以外的地方，如打印存档：
    能改数据库的人也能把整条链重写一遍，只有存在外面的锚点能揭穿。

    退出码：0 完好，1 有问题。
    """
    with told():
        from luodi.office.operations import site

        site.start()
        site.need_home()
        site.need_database()
        from luodi.office.operations import verification

        chain = verification.chain(expect, progress("核对日志"))
        stored = verification.files(progress("核对文件")) if files else None
    for broken in chain.breaks:
        click.echo(broken.says, err=True)
    if chain.more:
        click.echo(f"此外还有{chain.more}处，没有一一列出。", err=True)
    if chain.intact:
        click.echo(f"日志完好，共{chain.entries:,}条。")
        if chain.entries:
            click.echo(f"锚点：{chain.head[0]}:{chain.head[1]}")
    else:
        first = chain.breaks[0]
        where = f"第一处在第{first.number}号" if first.number is not None else "见上"
        click.echo(f"日志有问题（{where}）。请停止服务，保留现场，对照备份查明。", err=True)
    if stored is not None:
        for sha256 in stored.missing:
            click.echo(f"文件 {sha256} 不见了。", err=True)
        for sha256 in stored.damaged:
            click.echo(f"文件 {sha256} 的内容变了。", err=True)
        if stored.intact:
            click.echo(f"文件完好，共{stored.checked:,}个。")
        else:
            click.echo("请从备份里找回这些文件（名称就是内容的 SHA-256）。", err=True)
    sys.exit(0 if chain.intact and (stored is None or stored.intact) else 1)
