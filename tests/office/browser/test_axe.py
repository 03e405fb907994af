"""Every page of every role: no serious finding of axe-core, nothing wider than a phone, one headline."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from tests.depth import depth
from tests.office import demohome
from tests.office.browser.conftest import DESKTOP, PHONE, Desk
from tests.office.browser.crawling import Seen, crawl

AXE = Path(__file__).resolve().parents[2] / "vendor" / "axe.min.js"
MAIN = {
    "ledger:home", "ledger:list", "ledger:plan", "ledger:task", "ledger:report", "ledger:month", "ledger:unit",
    "ledger:board?by=light", "ledger:timeline", "documents:review", "documents:list", "units:tree", "journal:list",
    "races:round", "races:result", "races:unit", "figures:indicator", "figures:rounds", "firms:list",
}  # fmt: skip
"""Looked at in the dark too."""

RUN = """async (rules) => {
  const options = {resultTypes: ['violations'], iframes: false};
  if (rules) options.runOnly = {type: 'rule', values: rules};
  const result = await axe.run(document, options);
  return result.violations.filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' | ' + n.failureSummary.slice(0, 200))]);
}"""
SHAPE = """() => ({
  wide: document.scrollingElement.scrollWidth - innerWidth,
  heads: document.querySelectorAll('h1').length,
})"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: make setup installs it"),
]


def pages(desk: Desk) -> dict[str, list[Seen]]:
    """By login: pages with something on them that no page before had of the same kind."""
    shown: dict[str, set[str]] = defaultdict(set)
    found: dict[str, list[Seen]] = {}
    for login in depth(demohome.SIGNINS, ("bangong", "lianluo", "shenji")):
        desk.window(login).context.close()
        found[login] = []
        for seen in crawl(desk.site, desk.states[login]["cookies"]):
            new = not seen.parts <= shown[seen.name]
            if depth(new, new and not (shown[seen.name] and seen.name not in MAIN)):
                shown[seen.name] |= seen.parts
                found[login].append(seen)
    return found


def looked_at(page: Any, rules: list[str] | None = None) -> list[str]:
    """What is wrong with the page as it stands."""
    return [f"{rule}: {node}" for rule, nodes in page.evaluate(RUN, rules) for node in nodes]


def test_every_page_of_every_role(desk: Desk) -> None:
    faults: list[str] = []
    every = pages(desk)
    kinds = {seen.name for found in every.values() for seen in found}
    assert len(kinds) > depth(60, 40), sorted(kinds)
    assert kinds >= MAIN, sorted(MAIN - kinds)
    told: set[str] = set()  # kinds of pages looked at on the phone: there they differ by layout alone
    for login, found in every.items():
        page = desk.window(login)
        for seen in found:
            if seen.name not in depth({seen.name}, MAIN):
                continue
            page.set_viewport_size(DESKTOP)
            page.goto(seen.path, wait_until="load")
            page.evaluate(AXE.read_text("utf-8"))
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)
                where = f"{login} {seen.path} {size['width']}"
                shape = page.evaluate(SHAPE)
                if shape["heads"] != 1:
                    faults.append(f"{where}: {shape['heads']} h1")
                if size is PHONE and shape["wide"] > 0:
                    faults.append(f"{where}: {shape['wide']} px too wide")
                if size is DESKTOP or seen.name not in told:
                    faults += [f"{where}: {fault}" for fault in looked_at(page)]
            told.add(seen.name)
            if seen.name in MAIN:
                page.emulate_media(color_scheme="dark")
                page.reload()  # the change itself is gradual
                page.evaluate(AXE.read_text("utf-8"))
                faults += [f"{login} {seen.path} dark: {f}" for f in looked_at(page, ["color-contrast"])]
                page.emulate_media(color_scheme="light")
        page.context.close()
    assert not faults, "\n".join(faults)


def test_the_look_finds_faults(desk: Desk) -> None:
    """A page made worse on purpose is found out."""
    page = desk.window()
    page.goto("/units/signin/")
    page.evaluate(AXE.read_text("utf-8"))
    assert looked_at(page) == []
    page.evaluate("document.querySelectorAll('label').forEach(l => l.remove())")
    assert any(fault.startswith("label:") for fault in looked_at(page))
