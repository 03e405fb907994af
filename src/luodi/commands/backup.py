"""`luodi backup`: everything in one file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from luodi.commands.office import size, told


@click.command(name="backup", short_help="把全部数据备份成一个文件")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="写到哪里，默认为数据文件夹的 backups 里，以时间为名。",
)
@click.option("--with-key", is_flag=True, help="连同密钥文件；不带它，恢复后各人要重新登录。")
def command(output: Path | None, *, with_key: bool) -> None:
    """把数据库和文件备份成一个 .tar.gz，服务不必停。

    备份里是某一时刻的完整数据，带清单和每个文件的 SHA-256。请把它存到别的机器上，并试着恢复一次。
    备份含有全部业务数据和人员信息，请按内部资料保管。
    """
    with told():
        from luodi.office.operations.site import start_office

        start_office()
        from luodi.office.operations.backup import backup

        made = backup(output, with_key=with_key)
    click.echo(
        f"已备份到 {made.path}（{size(made.size)}）：截至日志第{made.head[0]}号，文件{made.files}个；{made.how}。"
    )
    for word, names in (("不见了", made.missing), ("内容变了", made.damaged)):
        if names:
            click.echo(
                f"有{len(names)}个文件{word}，没有备份：{'、'.join(n[:12] for n in names[:5])}…", err=True
            )
    if made.missing or made.damaged:
        click.echo("请用 luodi verify --files 查看，并从以前的备份里找回。", err=True)
        sys.exit(1)
