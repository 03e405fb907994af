"""The national panel: every row becomes a fact with its source; loading it twice changes nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.office.figures.conftest import Numbers

from luodi.office.figures import acts, queries
from luodi.office.figures.models import Indicator, PeerGroup, Region, Value
from luodi.office.journal.models import Entry
from luodi.office.units.scope import Refusal

pytestmark = pytest.mark.django_db


def test_the_panel(numbers: Numbers) -> None:
    office = numbers.person("office")
    assert acts.load_panel(office) == acts.panel_size() == 677
    entries = Entry.objects.count()
    assert acts.load_panel(office) == 0 and Entry.objects.count() == entries
    assert Region.objects.filter(kind="province", unit=None).count() == 31
    assert [g.regions.count() for g in PeerGroup.objects.filter(unit=None)] == [31, 10, 6, 12, 3, 16]

    gansu = Region.objects.get(name="甘肃")
    rd = queries.values_at(["rd"], [gansu], "2022")["rd", gansu.pk]
    assert rd.shown == "144.10" and rd.source_word and rd.published_on
    share = queries.figures_at(["rd_share"], [gansu], "2022")["rd_share", gansu.pk]
    told = queries.values_at(["rd_intensity"], [gansu], "2022")["rd_intensity", gansu.pk]
    assert abs(share.figure - told.figure) < Fraction(12, 1000)

    nation = Region.objects.get(code="100000")
    versions = Value.objects.filter(region=nation, indicator__code="rd_intensity", period="2023")
    assert [(v.shown, v.version) for v in versions] == [("2.65", "首次公布"), ("2.58", "第2次（普查后修订）")]
    assert Value.objects.filter(confidence="recalled").count() > 250
    # 31 provinces add up to the nation, as the notes say
    provinces = queries.values_at(["rd"], Region.objects.filter(kind="province", unit=None), "2022").values()
    whole = queries.values_at(["rd"], [nation], "2022")["rd", nation.pk]
    assert len(provinces) == 31 and abs(sum(v.figure for v in provinces) - whole.figure) < 1


def test_what_the_office_has_changed_stays(numbers: Numbers) -> None:
    office = numbers.person("office")
    acts.edit_indicator(office, Indicator.objects.get(code="rd"), name="研发经费")
    acts.load_panel(office)
    assert Indicator.objects.get(code="rd").name == "研发经费"
    with pytest.raises(Refusal):
        acts.load_panel(numbers.person("east_office"))
