"""The catalogue against itself and against the standards that name its columns."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import luodi
from luodi.lake.figures import catalogue, figure_of, firm_columns, registers

STANDARDS = sorted((Path(luodi.__file__).parent / "standards" / "data").glob("*.yaml"))


def _plain(label: str) -> str:
    from luodi.lake.headings import plain

    return plain(label).text


def test_every_computed_column_says_how() -> None:
    for figure in catalogue().values():
        by_register = figure.source not in ("firms", "figures")
        assert not by_register or figure.how, figure.name


def test_columns_of_past_years() -> None:
    columns = firm_columns()
    assert {"revenue_wan", "revenue_wan_y1", "revenue_wan_y2", "dev_score_y1"} <= set(columns)
    assert "dev_score_y2" not in columns
    assert figure_of("staff_y1") is None
    assert figure_of("rd_hnte_wan_y2") == (catalogue()["rd_hnte_wan"], 2)


def test_no_heading_means_two_columns_of_one_return() -> None:
    for register in registers().values():
        seen: dict[str, str] = {}
        for figure in register.columns:
            for label in dict.fromkeys(map(_plain, (figure.label, *figure.also))):
                assert seen.setdefault(label, figure.name) == figure.name, (register.name, label)


@pytest.mark.parametrize("path", STANDARDS, ids=lambda p: p.stem)
def test_every_column_a_standard_reads_is_kept_with_the_same_kind(path: Path) -> None:
    standard = yaml.safe_load(path.read_text("utf-8"))
    for name, said in standard.get("inputs", {}).items():
        for column in said.get("columns", [name]):
            found = figure_of(column)
            assert found is not None, f"{path.name}, {name}: the lake has no column {column}"
            assert found[0].kind == said["kind"], f"{path.name}, {name}: {column} is {found[0].kind}"
            assert said.get("series") != "years" or len(said["columns"]) <= found[0].years
            if found[0].words and said.get("words"):
                assert set(map(str, said["words"])) <= {w for w, _ in found[0].words}, (path.name, name)
