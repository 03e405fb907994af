"""`luodi standards`: what there is, what it says, what is wrong with a file, what changed, which case differs."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from luodi.cli import luodi

CASES = Path(__file__).parent / "cases" / "ladder.json"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(luodi, ["standards", *map(str, arguments)])


def test_all_are_listed_and_a_day_narrows_the_list() -> None:
    every, then = run("list"), run("list", "--on", "2026-03-31")
    assert every.exit_code == 0 and "specialised-sme@2026" in every.output
    assert "specialised-sme@2022" in then.output and "specialised-sme@2026" not in then.output


def test_a_standard_is_shown_by_its_articles() -> None:
    shown = run("show", "tech-sme@2017")
    assert shown.exit_code == 0
    assert "国科发政〔2017〕115号" in shown.output and re.search(r"第.{1,3}条", shown.output)


def test_the_version_in_force_is_shown() -> None:
    assert (
        run("show", "specialised-sme", "--on", "2026-03-31").output
        == run("show", "specialised-sme@2022").output
    )
    assert (
        run("show", "specialised-sme", "--on", "2026-04-01").output
        == run("show", "specialised-sme@2026").output
    )


def test_an_unknown_standard_is_told_with_what_there_is() -> None:
    found = run("show", "tech-sem")
    assert found.exit_code == 1 and "tech-sme" in found.output


def test_all_that_ship_are_in_order() -> None:
    found = run("lint")
    assert found.exit_code == 0 and found.output.count("正确") >= 12


def test_a_damaged_file_is_told_line_by_line_and_the_others_are_checked(tmp_path: Path) -> None:
    good = files("luodi.standards") / "data" / "tech-sme@2017.yaml"
    text = Path(str(good)).read_text("utf-8")
    at = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("title:"))
    bad = tmp_path / "bad.yaml"
    bad.write_text(text.replace("\ntitle:", "\nnonsense: 1\ntitle:", 1), "utf-8")
    found = run("lint", bad, good)
    assert found.exit_code == 1
    assert f"第{at}行" in found.output and "nonsense" in found.output
    assert "tech-sme@2017.yaml：正确" in found.output


def test_versions_differ_by_their_conditions() -> None:
    found = run("diff", "little-giant@2022", "little-giant@2026")
    assert found.exit_code == 0 and len(found.output.splitlines()) > 5
    assert run("diff", "tech-sme@2017", "tech-sme@2017").output.strip() == "两者没有不同。"


def test_a_wrong_case_is_named_with_both_answers(tmp_path: Path) -> None:
    cases = json.loads(CASES.read_text("utf-8"))[:6]
    wrong = deepcopy(cases)
    wrong[2]["expected"]["total"] += 1
    wrong[4]["expected"]["eligible"] = not wrong[4]["expected"]["eligible"]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(wrong, ensure_ascii=False), "utf-8")
    found = run("check", path)
    assert found.exit_code == 1
    told = [line for line in found.output.splitlines() if "算得" in line]
    assert [line.split("（")[0] for line in told] == [wrong[2]["id"], wrong[4]["id"]]
    assert f"应为 {wrong[2]['expected']['total']}" in told[0]
    assert found.output.splitlines()[-1] == "共6个案例，4个一致，2个不同。"


@pytest.mark.parametrize(
    ("content", "said"), [("{", "不是合格的 JSON"), ('{"a": 1}', "应是案例的列表"), ("[]", "共0个案例")]
)
def test_a_file_of_no_cases_is_no_success(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "cases.json"
    path.write_text(content, "utf-8")
    found = run("check", path)
    assert found.exit_code == 1 and said in found.output
