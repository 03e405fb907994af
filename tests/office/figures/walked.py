"""What the walk of all addresses finds of figures in a branch, and how each address is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.office.figures import acts
from luodi.office.figures.models import Indicator, Submission, Value
from luodi.office.journal.record import SYSTEM
from luodi.office.units.models import Person, Unit, Upload

CODE = "mark_figure"


def make_catalogue() -> None:
    """The catalogue belongs to no branch."""
    acts.add_indicator(SYSTEM, code=CODE, name="标记指标", unit_word="家", places=0, dimension="政策")


def make_figures(
    people: dict[str, Person], city: Unit, county: Unit, spare: Unit, mark: str
) -> dict[str, Any]:
    """Two regions with figures, a target, peers, a freeze, a round in every state; the numbers of one each."""
    office = people["office"]
    place, other = acts.add_regions(office, city, [county, spare])
    table = (
        f"地区,期,{CODE},出处\n{place.code},2026Q1,7,{mark}联合攻关年鉴\n{other.code},2026Q1,9,{mark}年报\n"
    )
    acts.import_values(office, city, "", table.encode(), f"{mark}联合攻关表.csv")
    (target,) = acts.set_targets(
        office,
        city,
        [acts.Goal(CODE, place, "2026Q1", "9", source_word=f"{mark}联合攻关方案")],
        why=f"{mark}下达",
    )
    peers = acts.set_peers(office, city, f"{mark}联合攻关组", [place, other])
    frozen = acts.freeze_period(office, city, "2026Q1", [CODE], [place, other], why=f"{mark}联合攻关冻结")
    indicator = Indicator.objects.get(code=CODE)
    rounds = {
        key: acts.open_collection(
            office, city, name=f"{mark}联合攻关{key}", period="2026Q2", due=dt.date(2026, 6, 28), indicators=[indicator],
            regions=[place],
        )
        for key in ("填报", "截止填报")
    }  # fmt: skip
    acts.close_collection(office, rounds["截止填报"])
    submission = Submission.objects.get(collection=rounds["填报"])
    given = {submission.lines.get().pk: ("", f"{mark}联合攻关没有")}
    submission = acts.save_submission(people["liaison"], submission, given, 0)
    # Made directly: keeping one by the act would throw away what others uploaded months ago.
    upload = Upload.objects.create(
        person=office, name=f"{mark}联合攻关待导入.csv", data=table.replace(",9,", ",11,").encode()
    )
    return {
        "place": place.pk,
        "place_other": other.pk,
        "figure": Value.objects.filter(region=place).values_list("pk", flat=True)[0],
        "indicator": indicator.pk,
        "target": target.pk,
        "peers": peers.pk,
        "freeze": frozen.pk,
        "collection": rounds["填报"].pk,
        "collection_closed": rounds["截止填报"].pk,
        "submission": submission.pk,
        "upload_figures": upload.pk,
    }


def routes(page: Any, form: Any, route: Any) -> dict[str, Any]:
    """How each address of figures is asked; the makers are those of walkroutes.py."""
    new = {"name": "新指标", "frequency": "year", "places": "1", "factor": "1"}
    two = ["{place}", "{place_other}"]
    return {
        "figures:indicators": page(asks=("", "q=标记")),
        "figures:indicator_new": form(code="brand_new", **new),
        "figures:panel": form(),
        "figures:indicator": page(f"={CODE}", asks=("region={place}", "", "group=own-county", "group={peers}")),
        "figures:indicator_edit": form(f"={CODE}", **new),
        "figures:indicator_retire": form(f"={CODE}"),
        "figures:export": page(f"={CODE}", asks=("region={place}",)),
        "figures:regions": form(unit="{unit}"),
        "figures:region": page("place"),
        "figures:peer_new": form(code="440300", name="新外地", kind="city"),
        "figures:peers_new": form(unit="{unit}", name="新组", regions=two),
        "figures:peers": form("peers", name="改名组", regions=two),
        "figures:peers_retire": form("peers"),
        "figures:value": page("place", f"={CODE}", "=2026Q1"),
        "figures:value_file": page("figure"),
        "figures:rounds": page(),
        "figures:round_new": form(
            unit="{unit}", name="新一期", period="2026Q2", due="2026-06-30", indicators=["{indicator}"]
        ),
        "figures:round": page("collection"),
        "figures:round_close": form("collection"),
        "figures:round_reopen": form("collection_closed", due="2026-06-30", why="补报"),
        "figures:submission": form("submission", do="submit"),
        "figures:submission_template": page("submission"),
        "figures:submission_import": form(
            "submission", file=SimpleUploadedFile("填.csv", f"地区,{CODE}\n990221,5\n".encode())
        ),
        "figures:import": route((), ("",), {
            "unit": "{unit}", "period": "2026Q1", "file": SimpleUploadedFile("表.csv", f"地区,{CODE}\n990221,5\n".encode()),
        }, changes=False),  # a trial run is no act
        "figures:import_template": page(),
        "figures:import_trial": form("upload_figures", only_good="1"),
        "figures:import_marked": page("upload_figures"),
        "figures:targets": page(asks=("", "region={place}", f"code={CODE}")),
        "figures:target_new": form(
            indicator=CODE, region="{place}", period="2027", kind="plan", amount="5", source_word="方案"
        ),
        "figures:target_take": form("target"),
        "figures:propose": page(asks=(f"code={CODE}&region={{place}}",)),
        "figures:freezes": page(),
        "figures:freeze_new": form(unit="{unit}", period="2026Q1", why="再冻一版"),
        "figures:freeze": page("freeze"),
        "figures:publish": form(unit="{unit}", period="2026Q1"),
    }  # fmt: skip


PLAIN = {"figures:indicators", "figures:import_template"}
"""The catalogue is everybody's."""
OWN = {"figures:export"}
"""The same list is right for people of both branches: each gets their own."""
