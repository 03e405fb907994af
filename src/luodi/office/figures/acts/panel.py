"""The catalogue and the national panel that come with the program: facts with their source and how sure they are."""

from __future__ import annotations

import csv
import functools
import io
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext as _

from luodi.office.figures.acts.base import Who, require_whole
from luodi.office.figures.acts.catalogue import add_indicator
from luodi.office.figures.acts.recording import Row, record_values
from luodi.office.figures.models import Indicator, PeerGroup, Region
from luodi.office.journal.clock import today
from luodi.office.journal.record import act, record, unchanged

DATA = files("luodi.office.figures") / "data"
NATION = "100000"


@functools.cache
def shipped() -> dict[str, Any]:
    """The catalogue as shipped."""
    return dict(yaml.safe_load((DATA / "indicators.yaml").read_text("utf-8")))


@functools.cache
def panel() -> list[dict[str, str]]:
    """The panel's rows as shipped."""
    return list(csv.DictReader(io.StringIO((DATA / "panel.csv").read_text("utf-8"))))


def panel_size() -> int:
    return len(panel())


@act
def load_catalogue(actor: Who) -> list[Indicator]:
    """Add the shipped indicators that are not there yet. Those that are stay as the office has made them."""
    require_whole(actor, _("装入指标目录"))
    known = {i.code: i for i in Indicator.objects.all()}
    made = []
    for order, entry in enumerate(shipped()["indicators"], 1):
        if entry["code"] in known:
            continue
        one = add_indicator(
            actor,
            code=entry["code"],
            name=entry["name"],
            unit_word=entry.get("unit", ""),
            higher=entry.get("higher", True),
            frequency=entry["frequency"],
            places=entry["places"],
            source_word=entry.get("source", ""),
            dimension=entry.get("dimension", ""),
            definition=entry.get("definition", ""),
            formula=entry.get("formula", ""),
            derived=entry.get("derived", ""),
            numerator=known.get(entry.get("numerator", "")),
            denominator=known.get(entry.get("denominator", "")),
            factor=entry.get("factor", 1),
            order=order,
        )
        known[one.code] = one
        made.append(one)
    if not made:
        unchanged()
    return made


@act
def load_panel(actor: Who) -> int:
    """The nation, 31 provinces, cities and zones with their published figures. Twice changes nothing.

    Answers how many figures were new. What was recalled and not checked is recorded as 待核.
    """
    require_whole(actor, _("装入全国面板"))
    load_catalogue(actor)
    regions = _regions(actor)
    _groups(actor, regions)
    codes = {name: i["code"] for i in shipped()["indicators"] for name in i.get("panel", ())}
    day = today()
    rows = [
        Row(
            code=codes[r["indicator"]],
            region=regions[r["adcode"] or r["region"]],
            period=r["year"],
            amount=r["value"],
            vintage_kind=r["vintage"],
            confidence=r["confidence"],
            source_word=r["source_url"],
            note=r["note"],
            cell=f"面板第{number}行",
            published_on=day,
            where=f"面板第{number}行",
        )
        for number, r in enumerate(panel(), 2)
    ]
    made = record_values(actor, None, _unrecorded(rows), why=str(_("随软件附带的公开数据")))
    if not made:
        unchanged()
    return len(made)


def _unrecorded(rows: list[Row]) -> list[Row]:
    """Without what has been taken in before: the office may have recorded a later vintage since."""
    from luodi.office.figures.models import Value

    known = set(
        Value.objects.filter(cell__startswith="面板第").values_list(
            "indicator__code", "region_id", "period", "cell"
        )
    )
    return [r for r in rows if (r.code, _pk(r.region), r.period, r.cell) not in known]


def _pk(region: Region | str) -> int:
    return region.pk if isinstance(region, Region) else 0


def _kind(code: str) -> str:
    if code == NATION:
        return Region.Kind.NATION
    if not code.isdigit():
        return Region.Kind.PEER
    if code.endswith("0000"):
        return Region.Kind.PROVINCE
    return Region.Kind.CITY if code.endswith("00") else Region.Kind.COUNTY


def _regions(actor: Who) -> dict[str, Region]:
    known = {r.code: r for r in Region.objects.all()}
    wanted = {r["adcode"] or r["region"]: r["region"] for r in panel()}
    made = []
    for order, code in enumerate(sorted(wanted, key=lambda c: (not c.isdigit(), c))):
        if code in known:
            continue
        region = Region(code=code, name=wanted[code], kind=_kind(code), order=1000 + order)
        above = f"{code[:2]}0000" if region.kind in (Region.Kind.CITY, Region.Kind.COUNTY) else NATION
        region.parent = known.get(above) if code != NATION else None
        region.save()
        known[code] = region
        made.append(region)
    if made:
        record(actor, "figures.regions", None, {"count": len(made), "names": [r.name for r in made]},
               name=str(_("全国面板")))  # fmt: skip
    return known


def _groups(actor: Who, regions: dict[str, Region]) -> None:
    outside = [r for c, r in regions.items() if c.isdigit() and not c.startswith("99")]
    for order, entry in enumerate(shipped()["groups"]):
        if PeerGroup.objects.filter(unit=None, name=entry["name"]).exists():
            continue
        if "regions" in entry:
            members = [r for r in outside if r.kind == "province" and r.name in entry["regions"]]
        elif "below" in entry:
            members = [r for r in outside if r.kind == "city" and r.code[:2] == entry["below"][:2]]
        else:
            members = [r for r in outside if r.kind == entry["kind"]]
        group = PeerGroup.objects.create(name=entry["name"], order=order)
        group.regions.set(members)
        record(actor, "figures.peers", group, {"count": len(members), "regions": [r.name for r in members]})
