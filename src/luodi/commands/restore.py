"""`luodi restore`: an office from its backup."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from luodi.commands.office import told


@click.command(name="restore", short_help="从备份恢复")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="已有数据时替换它；原来的数据另存在旁边，不删。")
def command(file: Path, *, replace: bool) -> None:
    """把 luodi backup 写的文件恢复到 LUODI_HOME（和 DATABASE_URL）。

    先核对备份的每一部分，再恢复，最后核对日志和文件；中途出错就退回原样。请先停止 luodi serve。
    """
    with told():
        from luodi.office.operations.site import start

        start()
        from luodi.office.operations.restore import restore

        restored = restore(file, replace=replace)
    manifest = restored.manifest
    for aside in restored.aside:
        click.echo(f"原来的数据在 {aside}，确认无误后可以删去。")
    for broken in restored.chain.breaks:
        click.echo(broken.says, err=True)
    lost = len(restored.files.missing) + len(restored.files.damaged)
    if lost:
        click.echo(
            f"有{lost}个文件缺失或损坏，备份时就是如此或恢复时出错；见 luodi verify --files。", err=True
        )
    if not restored.intact:
        click.echo("恢复的数据没有通过核对，请换一份备份。", err=True)
        sys.exit(1)
    number, files = manifest["head"][0], restored.files.checked
    click.echo(f"已恢复{manifest['made_at']}的备份：日志{number}条，文件{files}个，核对无误。")
