"""The contract's JSON: its keys in order, its words literally in the document, its places in the source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import luodi

KEYS = {
    "document": "doc kind title number source published meetings agenda tasks targets",
    "meetings": "name date chair attendees quote",
    "agenda": "kind by subject quote",
    "tasks": "level owners support action due quote",
    "due": "text date recur",
    "targets": "indicator baseline value unit comparator due fact quote",
}


@pytest.fixture(scope="module", params=range(6))
def pair(request: pytest.FixtureRequest, examples: Path) -> tuple[luodi.Document, dict[str, Any]]:
    document = luodi.read(sorted(examples.iterdir())[request.param])
    return document, document.to_contract()


def without_extras(entry: dict[str, Any], kind: str) -> str:
    """The contract's keys among an entry's, in the order they stand."""
    wanted = KEYS[kind].split()
    return " ".join(key for key in entry if key in wanted)


def test_the_keys_of_the_contract_in_its_order(pair: tuple[luodi.Document, dict[str, Any]]) -> None:
    _, found = pair
    assert without_extras(found, "document") == KEYS["document"]
    for kind in ("meetings", "agenda", "tasks"):
        for entry in found[kind]:
            # `quote` closes an entry of the contract; what is ours follows after it
            assert " ".join(entry).startswith(KEYS[kind])
    for task in found["tasks"]:
        assert without_extras(task["due"], "due") == KEYS["due"]
    for target in found["targets"]:
        assert " ".join(target).startswith(KEYS["targets"])


def test_every_quote_is_there_and_every_place_leads_back(pair: tuple[luodi.Document, dict[str, Any]]) -> None:
    document, found = pair
    raw = document.source.raw
    for kind in ("meetings", "agenda", "tasks", "targets", "terms"):
        for entry in found[kind]:
            start, end = entry["span"]
            assert document.string[start:end] == entry["quote"] != ""
            assert 0 <= entry["raw"]["start"] < entry["raw"]["end"] <= len(raw)
            assert entry["raw"]["place"]
            if not document.text.steps:
                assert raw[entry["raw"]["start"] : entry["raw"]["end"]] == entry["quote"]


def test_an_action_only_leaves_characters_out(pair: tuple[luodi.Document, dict[str, Any]]) -> None:
    _, found = pair
    for task in found["tasks"]:
        rest = iter(task["quote"])
        assert all(char in rest for char in task["action"])


def test_it_is_plain_json(pair: tuple[luodi.Document, dict[str, Any]]) -> None:
    _, found = pair
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


def test_repairs_and_cuts_are_told(examples: Path) -> None:
    found = luodi.read(examples / "06-损坏的网页.txt").to_contract("06")
    assert found["doc"] == "06"
    repair = next(r for r in found["repairs"] if r["sure"] == "check")
    assert repair["after"].endswith("科技部門") or repair["after"].endswith("科技部门")
    assert repair["raw"]["place"].startswith("第10行")
    assert any(cut["kind"] == "spam" and "娱乐" in cut["text"] and cut["why"] for cut in found["cuts"])
    assert found["file"]["charset"]
    assert len(found["file"]["sha256"]) == 64
