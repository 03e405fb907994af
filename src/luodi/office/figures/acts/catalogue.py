"""The catalogue: indicators added, changed and retired; regions entered; peers chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.office.figures import searching
from luodi.office.figures.acts.base import Who, require_office, require_whole
from luodi.office.figures.models import Indicator, PeerGroup, Region, Value
from luodi.office.figures.models.catalogue import DIMENSIONS
from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.models import Unit

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
FIELDS = (
    "name", "definition", "formula", "unit_word", "higher", "frequency", "places", "owner", "source_word",
    "dimension", "derived", "numerator", "denominator", "factor", "order",
)  # fmt: skip
KINDS = {
    Unit.Level.PROVINCE: Region.Kind.PROVINCE,
    Unit.Level.CITY: Region.Kind.CITY,
    Unit.Level.COUNTY: Region.Kind.COUNTY,
}
"""What kind of region a unit of ours is; zones and the rest are peers of their like."""


@act
def add_indicator(actor: Who, *, code: str, name: str, why: str = "", **fields: Any) -> Indicator:
    """A new indicator. Its code is what races' rules and imported tables name it by, and stays."""
    require_whole(actor, _("增加指标"))
    code = (code or "").strip()
    row = Indicator(code=code, order=fields.pop("order", Indicator.objects.count() + 1))
    faults = _put(row, {"name": name, **fields})
    if not CODE.fullmatch(code):
        faults["code"] = _("代码用小写字母开头，只含小写字母、数字和下划线，2至40个字符。")
    elif Indicator.objects.filter(code=code).exists():
        faults["code"] = _("代码“%s”已经用过，包括停用的指标。") % code
    if faults:
        raise ValidationError(faults)
    row.save()
    searching.put(row)
    record(actor, "figures.add", row, {"code": code, "fields": _told(row)}, why=why)
    return row


@act
def edit_indicator(actor: Who, indicator: Indicator, *, why: str = "", **changes: Any) -> Indicator:
    """Change how an indicator is described. What its figures already mean cannot be changed under them."""
    require_whole(actor, _("修改指标"))
    row = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    before = _told(row)
    faults = _put(row, changes)
    after = _told(row)
    if before == after and not faults:
        unchanged()
        return row
    fixed = ("计量单位", "取得方式")
    if any(before[f] != after[f] for f in fixed) and Value.objects.filter(indicator=row).exists():
        faults["unit_word"] = _("已有数据的指标不能改计量单位和取得方式；请停用它，另设新指标。")
    if faults:
        raise ValidationError(faults)
    row.save()
    searching.put(row)
    said = "，".join(
        f"{k}由“{before[k] or '空'}”改为“{after[k] or '空'}”" for k in after if before[k] != after[k]
    )
    record(actor, "figures.edit", row, {"changes": said[:1500]}, why=why)
    return row


@act
def retire_indicator(actor: Who, indicator: Indicator, *, why: str = "") -> Indicator:
    """It is asked for no more; figures and races that used it stay readable."""
    require_whole(actor, _("停用指标"))
    row = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    if row.retired_at is not None:
        raise ValidationError(_("这项指标已经停用。"))
    users = Indicator.objects.filter(Q(numerator=row) | Q(denominator=row), retired_at=None).values_list(
        "name", flat=True
    )
    if users:
        raise ValidationError(_("%s由它算出，请先停用那些指标。") % "、".join(users))
    row.retired_at = now()
    row.save(update_fields=["retired_at"])
    record(actor, "figures.retire", row, {"code": row.code}, why=why)
    return row


@act
def restore_indicator(actor: Who, indicator: Indicator, *, why: str = "") -> Indicator:
    require_whole(actor, _("恢复指标"))
    row = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    if row.retired_at is None:
        raise ValidationError(_("这项指标没有停用。"))
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    record(actor, "figures.restore", row, {"code": row.code}, why=why)
    return row


def _put(row: Indicator, given: Mapping[str, Any]) -> dict[str, str]:
    """Set the fields; what is wrong with them, by field."""
    faults: dict[str, str] = {}
    for field, value in given.items():
        if field not in FIELDS:
            raise TypeError(f"an indicator has no field {field!r} to set")
        setattr(row, field, value.strip() if isinstance(value, str) else value)
    if not row.name or len(row.name) > 80:
        faults["name"] = _("请写名称，不超过80字。")
    if len(row.unit_word) > 20:
        faults["unit_word"] = _("计量单位不超过20字。")
    if row.frequency not in Indicator.Frequency.values:
        faults["frequency"] = _("请选择频率。")
    if row.dimension not in ("", *DIMENSIONS):
        faults["dimension"] = _("维度只有：%s。") % "、".join(DIMENSIONS)
    if row.derived not in Indicator.Derived.values:
        faults["derived"] = _("请选择取得方式。")
    if not 0 <= row.places <= 6:
        faults["places"] = _("小数位数在0至6之间。")
    row.factor = Decimal(row.factor)
    if not row.derived:
        row.numerator = row.denominator = None
    else:
        faults |= _parts(row)
    return faults


def _parts(row: Indicator) -> dict[str, str]:
    """Derived from two indicators that are recorded themselves: what is worked out can be traced in one step."""
    if row.numerator is None or row.denominator is None:
        return {"numerator": _("算出来的指标要有分子和分母。")}
    for field in ("numerator", "denominator"):
        part = getattr(row, field)
        if part.pk == row.pk or part.derived:
            return {field: _("分子和分母应是直接填报的指标。")}
    if row.factor <= 0:
        return {"factor": _("换算乘数应大于0。")}
    return {}


def _told(row: Indicator) -> dict[str, str]:
    """The fields in words."""
    said = {}
    for field in FIELDS:
        meta: Any = Indicator._meta.get_field(field)
        value = getattr(row, field)
        if field == "factor":
            value = f"{Decimal(value).normalize():f}"
        elif meta.choices:
            value = dict(meta.choices).get(value, value)
        elif isinstance(value, bool):
            value = "是" if value else "否"
        said[str(meta.verbose_name)] = "" if value is None else str(value)
    return said


@act
def add_regions(actor: Who, unit: Unit, units: Iterable[Unit] | None = None) -> list[Region]:
    """Enter our own units as regions; all at and below the unit that have a 区划码 where none are named."""
    require_office(actor, unit, _("登记地区"))
    if units is None:
        units = Unit.objects.current().below(unit).exclude(code="")
    units = [u for u in units if u.path.startswith(unit.path)]
    known = {
        r.code: r
        for r in Region.objects.select_for_update(of=("self",)).filter(code__in=[_code(u) for u in units])
    }
    had = set(Region.objects.filter(unit__in=units).values_list("unit_id", flat=True))
    ours = Region.objects.filter(unit__isnull=False).select_related("unit")
    by_path = {r.unit.path: r for r in ours if r.unit is not None}
    made: list[Region] = []
    for one in sorted((u for u in units if u.pk not in had), key=lambda u: u.path):
        region = known.get(_code(one)) or Region(code=_code(one), name=one.brief)
        if region.unit_id is not None:
            raise ValidationError(
                _("“%(unit)s”的区划码%(code)s已经是“%(other)s”的。请先改正区划码。")
                % {"unit": one.name, "code": region.code, "other": region.name}
            )
        region.unit, region.order = one, 0  # ours stand first, by their code
        if region.pk is None:
            region.kind = KINDS.get(one.level, Region.Kind.PEER)
            above = [p for p in by_path if one.path.startswith(p)]
            region.parent = by_path[max(above, key=len)] if above else None
        region.save()
        by_path[one.path] = region
        made.append(region)
    if not made:
        unchanged()
        return []
    record(
        actor,
        "figures.regions",
        unit,
        {"count": len(made), "names": [r.name for r in made][:100]},
        unit_path=unit.path,
    )
    return made


@act
def add_peer(actor: Who, *, code: str, name: str, kind: str, why: str = "") -> Region:
    """A region elsewhere to be put beside ours: a city, a county, a zone."""
    require_whole(actor, _("增加外地地区"))
    code, name = (code or "").strip(), (name or "").strip()
    faults: dict[str, str] = {}
    if not re.fullmatch(r"[0-9A-Za-z\u4e00-\u9fff_-]{2,40}", code):
        faults["code"] = _("请填区划码；没有区划码的填名称。")
    elif Region.objects.filter(code=code).exists():
        faults["code"] = _("“%s”已经登记过。") % code
    if not name or len(name) > 60:
        faults["name"] = _("请写名称，不超过60字。")
    if kind not in Region.Kind.values:
        faults["kind"] = _("请选择类别。")
    if faults:
        raise ValidationError(faults)
    above = Region.objects.filter(code=f"{code[:2]}0000", kind=Region.Kind.PROVINCE).first()
    row = Region.objects.create(code=code, name=name, kind=kind, parent=above, order=2000)
    record(actor, "figures.peer", row, {"code": code, "kind": row.get_kind_display()}, why=why)
    return row


def _code(unit: Unit) -> str:
    return unit.code or f"u{unit.pk}"


@act
def set_peers(
    actor: Who,
    unit: Unit,
    name: str,
    regions: Sequence[Region],
    *,
    group: PeerGroup | None = None,
    why: str = "",
) -> PeerGroup:
    """Choose who is put side by side; a new group, or other members or another name of one."""
    require_office(actor, unit, _("选定比较地区"))
    name = (name or "").strip()
    faults: dict[str, str] = {}
    if not name or len(name) > 60:
        faults["name"] = _("请写名称，不超过60字。")
    same = PeerGroup.objects.filter(unit=unit, name=name)
    if group is not None:
        group = PeerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
        if group.unit_id != unit.pk:
            raise ValidationError(_("这个比较组不是%s设的，不能改。") % unit.name)
        same = same.exclude(pk=group.pk)
    if same.exists():
        faults["name"] = _("已经有叫“%s”的比较组。") % name
    if len({r.pk for r in regions}) < 2:
        faults["regions"] = _("请至少选两个地区。")
    if faults:
        raise ValidationError(faults)
    row = group or PeerGroup(unit=unit, order=100)
    row.name, row.retired_at = name, None
    row.save()
    row.regions.set(regions)
    record(
        actor, "figures.peers", row, {"regions": [r.name for r in regions], "count": len(regions)},
        unit_path=unit.path, why=why,
    )  # fmt: skip
    return row


@act
def retire_peers(actor: Who, group: PeerGroup, *, why: str = "") -> PeerGroup:
    row = PeerGroup.objects.select_for_update(of=("self",)).select_related("unit").get(pk=group.pk)
    if row.unit is None:
        require_whole(actor, _("停用比较组"))
    else:
        require_office(actor, row.unit, _("停用比较组"))
    if row.retired_at is not None:
        raise ValidationError(_("这个比较组已经停用。"))
    row.retired_at = now()
    row.save(update_fields=["retired_at"])
    record(actor, "figures.peers_retire", row, {}, unit_path=row.unit.path if row.unit else "", why=why)
    return row
