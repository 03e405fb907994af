"""`luodi learn`: an office's own clean documents for the model behind the repairs."""

from __future__ import annotations

import click

from luodi.commands.batch import read_all
from luodi.commands.inputs import Input, gather
from luodi.commands.progress import progress_for
from luodi.reading.document import Document
from luodi.reading.errors import ReadError


@click.command(name="learn", short_help="用本单位的文件改进文字修复")
@click.argument("files", nargs=-1, metavar="[FILE…]", type=click.Path())
@click.option("--forget", is_flag=True, help="删去学过的全部文件，恢复出厂状态。")
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], *, forget: bool) -> None:
    """学习本单位没有损坏的文件，让乱码修复更懂本地的人名、地名和用语。

    学过的文字只存在本机（LUODI_HOME，默认为用户数据文件夹），不外传。标密的文件不学，
    读的时候修复过的文件也不学：学了自己的猜测，以后会越猜越偏。

    FILE 的写法与 luodi read 相同。不带 FILE 时只说已学多少份。
    """
    from luodi.reading import model

    if forget:
        if files:
            raise click.UsageError("--forget 不带文件")
        click.echo(f"已删去学过的 {model.forget()} 份文件")
        return
    if not files:
        click.echo(f"已学 {model.learnt()} 份文件")
        return
    inputs = gather(files)
    if told := inputs.told():
        click.echo(told, err=True)
    texts: list[tuple[str, str]] = []

    def take(entry: Input, document: Document) -> None:
        if document.marks:
            raise ReadError(entry.name, "有修复过的文字，没有学", "请换没有损坏的文件")
        texts.append((entry.name, document.string))

    report = read_all(inputs, take, progress_for(len(inputs.files)), find=False)
    try:
        learnt = model.learn(texts)
    except OSError as error:
        click.echo(f"学过的内容无法保存（{error.strerror}）。请核对 LUODI_HOME 指的文件夹。", err=True)
        ctx.exit(1)
    click.echo(str(learnt))
    ctx.exit(1 if report.failures or learnt.refused else 0)
