"""The units' side: confirming their figures, appealing with proof; and the office's rulings."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi import racing
from luodi.office.figures import acts as figures
from luodi.office.figures import queries
from luodi.office.figures.acts.base import millionths
from luodi.office.figures.models import Indicator, Region
from luodi.office.figures.models.values import MILLION
from luodi.office.journal.clock import now, today
from luodi.office.journal.record import act, record
from luodi.office.races import inputs
from luodi.office.races.acts.base import (
    State,
    Who,
    kept_file,
    lock,
    participant,
    person_of,
    require_head,
    require_office,
    words_needed,
)
from luodi.office.races.acts.versions import compute
from luodi.office.races.models import Appeal, Confirmation, Round, Version


def _in_time(row: Round, doing: str) -> None:
    if row.confirm_due is not None and today() > row.confirm_due:
        raise ValidationError(
            _("确认申诉已于%(due)s截止，不能%(doing)s。")
            % {"due": row.confirm_due.isoformat(), "doing": doing}
        )


def _path(region: Region, row: Round) -> str:
    return region.unit.path if region.unit is not None else row.race.unit.path


@act
def confirm(actor: Who, round: Round, region: Region) -> Confirmation:
    """The unit's head says that the unit's figures are right; not while an appeal of the unit is open."""
    row = lock(round, State.CONFIRMING, doing=_("确认数据"))
    region = participant(row.race, region)
    require_head(actor, region, _("确认数据"))
    _in_time(row, _("确认"))
    if row.appeals.filter(region=region, state=Appeal.State.OPEN).exists():
        raise ValidationError(_("本单位有申诉还没有裁定，裁定以后再确认，或者先撤回申诉。"))
    if row.confirmations.filter(region=region).exists():
        raise ValidationError(_("本单位已经确认过。"))
    made = Confirmation.objects.create(round=row, region=region, by=person_of(actor), at=now())
    record(actor, "races.confirm", row, {"unit": region.name}, unit_path=_path(region, row))
    return made


@act
def appeal(
    actor: Who,
    round: Round,
    region: Region,
    indicator: Indicator,
    *,
    claimed: object,
    reason: str,
    name: str = "",
    data: bytes | None = None,
) -> Appeal:
    """A unit's head says a figure is wrong and what it should be, with proof, until the deadline."""
    row = lock(round, State.CONFIRMING, doing=_("提出申诉"))
    region = participant(row.race, region)
    require_head(actor, region, _("提出申诉"))
    _in_time(row, _("申诉"))
    codes = inputs.fields_of(racing.loads(row.rules.text).race).codes
    if indicator.code not in codes or indicator.derived:
        raise ValidationError({"indicator": _("“%s”不是本期可以申诉的指标。") % indicator.name})
    if row.appeals.filter(region=region, indicator=indicator, state=Appeal.State.OPEN).exists():
        raise ValidationError({"indicator": _("这个指标已有一件申诉待裁定。")})
    try:
        amount = millionths(claimed)
    except ValidationError as error:
        raise ValidationError({"claimed": error.messages}) from None
    value = queries.values_at([indicator.code], [region], row.period).get((indicator.code, region.pk))
    if value is not None and value.amount == amount:
        raise ValidationError({"claimed": _("与现在的数值相同。")})
    reason = words_needed(reason, _("理由"), "reason", 2000)
    file, kept = kept_file(name, data, needed=True)
    if file is None:
        raise ValidationError({"file": _("请上传佐证材料。")})
    made = Appeal.objects.create(
        round=row,
        region=region,
        indicator=indicator,
        claimed=amount,
        reason=reason,
        file=file,
        file_name=kept,
        before=value,
        by=person_of(actor),
        at=now(),
    )
    row.confirmations.filter(region=region).delete()
    record(
        actor,
        "races.appeal",
        row,
        {
            "unit": region.name,
            "indicator": indicator.name,
            "before": value.shown if value else _("缺报"),
            "claimed": made.claim,
            "file": kept,
            "sha256": file.sha256,
            "appeal": made.pk,
        },
        unit_path=_path(region, row),
        why=reason,
    )
    return made


def _open(appeal: Appeal, row: Round) -> Appeal:
    found = (
        row.appeals.select_for_update(of=("self",))
        .select_related("region__unit", "indicator", "before__indicator", "file")
        .get(pk=appeal.pk)
    )
    if found.state != Appeal.State.OPEN:
        raise ValidationError(_("这件申诉已经办结（%s）。") % found.get_state_display())
    return found


@act
def withdraw_appeal(actor: Who, appeal: Appeal) -> Appeal:
    """The unit takes its appeal back."""
    row = lock(appeal.round, State.CONFIRMING, doing=_("撤回申诉"))
    found = _open(appeal, row)
    require_head(actor, found.region, _("撤回申诉"))
    found.state = Appeal.State.WITHDRAWN
    found.save(update_fields=["state"])
    record(
        actor,
        "races.appeal_withdraw",
        row,
        {"unit": found.region.name, "indicator": found.indicator.name, "appeal": found.pk},
        unit_path=_path(found.region, row),
    )
    return found


@act
def rule_appeal(
    actor: Who, appeal: Appeal, *, upheld: bool, ruling: str, amount: object = None
) -> Version | None:
    """Decide an appeal with reasons. Upheld, the figure gets a new vintage (what was claimed, or `amount`) and
    the round is computed again: the version it gives says what changed."""
    row = lock(appeal.round, State.CONFIRMING, doing=_("裁定申诉"))
    require_office(actor, row.race, _("裁定申诉"))
    found = _open(appeal, row)
    found.ruling = words_needed(ruling, _("裁定理由"), "ruling", 2000)
    found.ruled_by, found.ruled_at = person_of(actor), now()
    found.state = Appeal.State.UPHELD if upheld else Appeal.State.REJECTED
    about = {"unit": found.region.name, "indicator": found.indicator.name, "appeal": found.pk}
    path = _path(found.region, row)
    if not upheld:
        found.save()
        record(actor, "races.rejected", row, about, unit_path=path, why=found.ruling)
        return None
    try:
        right = found.claimed if amount in (None, "") else millionths(amount)
    except ValidationError as error:
        raise ValidationError({"amount": error.messages}) from None
    why = _("%(unit)s申诉成立：%(why)s") % {"unit": found.region.name, "why": found.ruling}
    recorded = figures.record_values(
        actor,
        row.race.unit if found.region.unit is not None else None,
        [
            figures.Row(
                found.indicator.code,
                found.region,
                row.period,
                Fraction(right, MILLION),
                vintage_kind="revised",
                source_word=_("%(round)s申诉裁定（%(file)s）")
                % {"round": row.label, "file": found.file_name[:120]},
                note=_("申诉成立后更正"),
            )
        ],
        file=found.file,
        why=why[:300],
    )
    found.value = recorded[0] if recorded else None
    found.save()
    record(
        actor,
        "races.upheld",
        row,
        {
            **about,
            "before": found.before.shown if found.before else _("缺报"),
            "after": found.value.shown if found.value else found.claim,
            "value": found.value.pk if found.value else None,
        },
        unit_path=path,
        why=found.ruling,
    )
    found.version = compute(actor, row, kind=Version.Kind.TRIAL, why=why)
    found.save(update_fields=["version"])
    return found.version


@act
def extend(actor: Who, round: Round, *, due: dt.date, why: str) -> Round:
    """Give the units more time."""
    row = lock(round, State.CONFIRMING, doing=_("延长期限"))
    require_office(actor, row.race, _("延长期限"))
    why = words_needed(why, _("延长理由"))
    if due <= (row.confirm_due or today()) or due <= today():
        raise ValidationError({"due": _("新的截止日期要晚于原来的，并在今天以后。")})
    row.confirm_due = due
    row.save(update_fields=["confirm_due"])
    record(actor, "races.extend", row, {"due": due}, unit_path=row.race.unit.path, why=why)
    return row
