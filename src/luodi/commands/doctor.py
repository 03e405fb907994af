"""`luodi doctor`: is everything as it should be?"""

from __future__ import annotations

import sys

import click

from luodi.commands.office import told

MARKS = {"good": ("✓", "green"), "note": ("!", "yellow"), "bad": ("✗", "red")}


@click.command(name="doctor", short_help="检查运行环境和数据，说明怎么办")
def command() -> None:
    """检查数据文件夹、磁盘、数据库、日志保护、后台任务、文件、单位、节假日表、字体等，每项有问题都说明怎么办。

    退出码：0 没有必须处理的，1 有。
    """
    bad = notes = 0
    with told():
        from luodi.office.operations import doctor, site

        site.start()
        for finding in doctor.examine():
            mark, colour = MARKS[finding.state]
            word = {"good": "", "note": "提示：", "bad": "须处理："}[finding.state]
            click.echo(f"{click.style(mark, fg=colour)} {finding.title}：{word}{finding.says}")
            if finding.do and finding.state != "good":
                click.echo(f"    {finding.do}")
            bad += finding.state == "bad"
            notes += finding.state == "note"
    click.echo(f"\n{bad}项须处理，{notes}项提示。" if bad or notes else "\n一切正常。")
    sys.exit(1 if bad else 0)
