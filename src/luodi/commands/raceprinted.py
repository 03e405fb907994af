"""`luodi race printed`: printed tables retraced, figure by figure, and what in them cannot be right."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import click


@click.command("printed")
@click.argument("file", metavar="表格.json", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--panel",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="核算位次用的指标数据（CSV：region、indicator、year、value），默认用自带的。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def printed(file: Path, panel: Path | None, as_json: bool) -> None:
    """由印出的表里其他的数重算每一个数，指出对不上的。

    文件形如 {"tables": [{"title": …, "columns": […], "rows": [[…]], "totals": […]}]}。
    有错误时退出码为 1。
    """
    from luodi.racing.printed import reproduce, tables

    try:
        given = tables(file)
        rows: list[dict[str, str]] = []
        if panel is not None:
            with panel.open(encoding="utf-8-sig", newline="") as source:
                rows = list(csv.DictReader(source))
        reports = [reproduce(table, rows) for table in given]
    except (ValueError, KeyError) as cause:
        raise click.ClickException(f"{file.name} 不能使用：{cause}") from None
    if as_json:
        told = [
            {
                "title": r.title,
                "figures": r.figures,
                "derived": len(r.cells),
                "reproduced": r.reproduced,
                "rules": r.rules,
                "notes": r.notes,
                "cells": [
                    {
                        "unit": c.unit,
                        "heading": c.heading,
                        "printed": c.printed,
                        "reckoned": c.reckoned,
                        "fit": c.fit,
                        "how": c.how,
                    }
                    for c in r.cells
                ],
                "findings": [
                    {
                        "kind": f.kind,
                        "serious": f.serious,
                        "unit": f.unit,
                        "heading": f.heading,
                        "where": f.where,
                        "what": f.what,
                        "todo": f.todo,
                        "source": f.source,
                    }
                    for f in r.findings
                ],
            }
            for r in reports
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        click.echo("\n\n".join(str(r) for r in reports))
    if any(f.serious == "错误" for r in reports for f in r.findings):
        raise SystemExit(1)
