"""What the walk of all addresses finds of races in a branch, and how each address is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office.figures.walked import CODE

from luodi import racing
from luodi.office.figures import acts as figures
from luodi.office.figures.models import Indicator, Region
from luodi.office.journal import clock
from luodi.office.journal.record import SYSTEM
from luodi.office.races import acts
from luodi.office.races.models import Entry, Round
from luodi.office.units.models import Person, Unit

PROOF = b"%PDF-1.4 proof"
RULES = f"""id: walked
version: "1"
title: 标记赛马
effective_from: 2026-01-01
indicators:
  - {{code: {CODE}, name: 标记指标, unit: 家, weight: 100, normaliser: efficacy}}
bonus:
  - {{code: prize, name: 奖励, each: 1, cap: 2}}
publish: {{table: first_last, first: 1, last: 1}}
"""


def make_race_catalogue() -> None:
    """What the shipped rules measure, so that a race can be set up; it belongs to no branch."""
    for leaf in racing.load("county-race").race.indicators():
        if leaf.code != "contracts_growth":
            figures.add_indicator(SYSTEM, code=leaf.code, name=leaf.name, unit_word=leaf.unit)


def make_races(people: dict[str, Person], city: Unit, ids: dict[str, Any], mark: str) -> dict[str, Any]:
    """A race of two units with a round in each state a page asks for; the numbers of one of each."""
    office, head = people["office"], people["head"]
    proof = f"%PDF-1.4 {mark}".encode()
    place, other = (Region.objects.get(pk=ids[k]) for k in ("place", "place_other"))
    race = acts.open_race(
        office, city, name=f"{mark}联合攻关赛马", participants=[(place, ""), (other, "")], text=RULES
    )
    rules = race.rules.get()
    rounds: dict[str, Round] = {}
    for name in ("收数", "核查", "确认", "公布"):
        round = acts.open_round(
            office, race, period="2026Q1", rules=rules, collect_due=dt.date(2026, 6, 20), label=f"{mark}联合攻关{name}期"
        )  # fmt: skip
        rounds[name] = round
        acts.add_entry(
            office, round, place, "奖励", why=f"{mark}联合攻关奖", name=f"{mark}批文.pdf", data=proof
        )
        if name == "收数":
            continue
        for line in acts.check_round(office, round):
            acts.explain(office, line, why=f"{mark}已核对")
        if name == "核查":
            continue
        acts.open_confirmation(office, round)
    indicator = Indicator.objects.get(code=CODE)
    appeal = acts.appeal(
        head, rounds["确认"], other, indicator, claimed="11", reason=f"{mark}联合攻关理由", name=f"{mark}证.pdf", data=proof,
    )  # fmt: skip
    with clock.at(dt.date(2026, 7, 15)):
        done = rounds["公布"]
        acts.freeze_round(office, done, why=f"{mark}冻结")
        acts.compute_round(office, done)
        acts.meet(office, done, meeting=f"{mark}会议")
        acts.publish(office, done)
    entry = Entry.objects.get(round=rounds["收数"])
    return {
        "race": race.pk,
        "race_round": done.pk,
        "race_collecting": rounds["收数"].pk,
        "race_checking": rounds["核查"].pk,
        "race_confirming": rounds["确认"].pk,
        "race_appeal": appeal.pk,
        "race_entry": entry.pk,
    }


def routes(page: Any, form: Any, route: Any) -> dict[str, Any]:
    """How each address of races is asked; the makers are those of walkroutes.py."""
    proof = {"file": SimpleUploadedFile("证.pdf", PROOF)}
    return {
        "races:list": page(),
        "races:new": form(
            unit="{unit}", name="新赛马", participants="{mark}县、{mark}处", confirm_days="5", red_top="1", black_bottom="0",
            praise_first="1",
        ),
        "races:race": page("race"),
        "races:edit": form("race", name="改名赛马"),
        "races:rules": form("race", text=_braced(RULES.replace('"1"', '"2"')), why="改"),
        "races:rules_check": page("race"),
        "races:rules_one": page("race", "=1"),
        "races:round_new": form("race", period="2025Q4", collect_due="2026-06-30", label="新一期"),
        "races:round": page("race_round"),
        "races:step": form("race_collecting", "=check"),
        "races:check": page("race_checking"),
        "races:entries": form(
            "race_collecting", region="{place}", column="奖励", count="1", why="又一项", **proof
        ),
        "races:entry_withdraw": form("race_entry", why="错了"),
        "races:entry_file": page("race_entry"),
        "races:unit": page("race_round", "place", asks=("", "version=1")),
        "races:confirm": form("race_confirming", "place"),
        "races:appeal_new": form(
            "race_confirming", "place", indicator="{indicator}", claimed="8", reason="不对", **proof
        ),
        "races:appeal": form("race_appeal", do="reject", ruling="理由不足"),
        "races:appeal_file": page("race_appeal"),
        "races:result": page("race_round", asks=("", "version=1", "unit={place}")),
        "races:versions": page("race_round"),
        "races:proof": page("race_round"),
        "races:sure": form("race_round", draws="1000", weights="25", seed="1"),
        "races:export": page("race_round"),
        "races:notice": page("race_round"),
        "races:commend": page("race_round"),
        "races:praise": page("race_round"),
    }  # fmt: skip


def _braced(text: str) -> str:
    """For a form, whose texts name things of a branch in braces."""
    return text.replace("{", "{{").replace("}", "}}")


PLAIN = {"races:proof", "races:rules_check"}
"""Answers to buttons: they show nothing when they are only looked at."""
