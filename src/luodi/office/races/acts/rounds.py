"""A round until the freeze: opened, figures gathered, checked, laid before the units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi import racing
from luodi.office.figures import periods
from luodi.office.figures.acts.base import millionths
from luodi.office.figures.models import Region
from luodi.office.journal.clock import now, today
from luodi.office.journal.record import act, record
from luodi.office.ledger.standings import calendar
from luodi.office.races import checking, inputs, searching
from luodi.office.races.acts.base import (
    State,
    Who,
    kept_file,
    lock,
    participant,
    person_of,
    require_office,
    words_needed,
)
from luodi.office.races.acts.versions import compute
from luodi.office.races.findingwords import words
from luodi.office.races.models import CheckLine, Entry, Race, Round, Rules, Version

EARLY = (State.COLLECTING, State.CHECKING)


@act
def open_round(
    actor: Who, race: Race, *, period: str, rules: Rules, collect_due: dt.date, label: str = ""
) -> Round:
    """Begin a period of a race by one version of its rules."""
    race = Race.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=race.pk)
    require_office(actor, race, _("开始一期赛马"))
    faults: dict[str, str] = {}
    if not periods.valid(period):
        faults["period"] = _("“%s”不是期，写成2026、2026Q3、2026H1或2026-03。") % period[:20]
    elif periods.end(period) > today() + dt.timedelta(days=92):
        faults["period"] = _("这一期还没有开始。")
    if rules.race_id != race.pk:
        faults["rules"] = _("这不是本赛马的规则。")
    label = label.strip() or (f"{periods.words(period)}{race.name}" if not faults else "")
    if race.rounds.filter(label=label).exists():
        faults["label"] = _("已经有“%s”。") % label
    if faults:
        raise ValidationError(faults)
    made = Round.objects.create(
        race=race,
        rules=rules,
        period=period,
        label=label[:100],
        collect_due=collect_due,
        opened_at=now(),
        by=person_of(actor),
    )
    searching.put_round(made)
    record(
        actor,
        "races.round",
        made,
        {"period": periods.words(period), "rules": str(rules), "due": collect_due, "race": race.name},
        unit_path=race.unit.path,
    )
    return made


@act
def add_entry(
    actor: Who,
    round: Round,
    region: Region,
    column: str,
    *,
    count: int | str | Decimal = 1,
    why: str,
    name: str = "",
    data: bytes | None = None,
) -> Entry:
    """A bonus, deduction or veto of one unit; a bonus and a veto need the file that shows it."""
    row = lock(round, *EARLY, State.CONFIRMING, doing=_("登记加分扣分"))
    require_office(actor, row.race, _("登记加分扣分"))
    region = participant(row.race, region)
    spec = racing.loads(row.rules.text).race
    extra = next((e for e in spec.extras if e.column == column), None)
    veto = next((v for v in spec.vetoes if v.column == column), None)
    if extra is None and veto is None and column != inputs.FORCE:
        raise ValidationError({"column": _("规则里没有“%s”。") % column[:40]})
    why = words_needed(why, _("事由和依据"))
    amount = millionths(count) if extra is not None else millionths(1)
    if amount <= 0:
        raise ValidationError({"count": _("数量要大于0。")})
    file, kept = kept_file(name, data, needed=extra is None or not extra.deducts)
    made = Entry.objects.create(
        round=row,
        region=region,
        column=column,
        count=amount,
        why=why,
        file=file,
        file_name=kept,
        by=person_of(actor),
        at=now(),
    )
    record(
        actor,
        "races.entry",
        row,
        {
            "unit": region.name,
            "item": column,
            "count": f"{float(made.figure):g}项" if extra is not None else "",
            "file": kept,
            "sha256": file.sha256 if file else "",
            "entry": made.pk,
        },
        unit_path=region.unit.path if region.unit else row.race.unit.path,
        why=why,
    )
    return made


@act
def withdraw_entry(actor: Who, entry: Entry, *, why: str) -> Entry:
    """Take a bonus, deduction or veto back; it stays readable."""
    row = lock(entry.round, *EARLY, State.CONFIRMING, doing=_("撤回加分扣分"))
    require_office(actor, row.race, _("撤回加分扣分"))
    why = words_needed(why, _("撤回理由"))
    found = Entry.objects.select_for_update(of=("self",)).select_related("region__unit").get(pk=entry.pk)
    if found.withdrawn_at is not None:
        raise ValidationError(_("这一项已经撤回。"))
    found.withdrawn_at, found.withdrawn_why = now(), why
    found.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record(
        actor,
        "races.entry_withdraw",
        row,
        {"unit": found.region.name, "item": found.column, "entry": found.pk},
        unit_path=found.region.unit.path if found.region.unit else row.race.unit.path,
        why=why,
    )
    return found


@act
def check_round(actor: Who, round: Round) -> list[CheckLine]:
    """Check the table as it stands; findings explained before keep their words, those corrected are gone."""
    row = lock(round, *EARLY, doing=_("核查数据"))
    require_office(actor, row.race, _("核查数据"))
    found = checking.findings(row)
    said = {c.key: c for c in row.checks.exclude(explained="")}
    row.checks.all().delete()
    for one in found:
        old = said.get(one.key)
        if old is not None:
            one.explained, one.explained_by_id, one.explained_at = (
                old.explained, old.explained_by_id, old.explained_at,
            )  # fmt: skip
    made = CheckLine.objects.bulk_create(found, batch_size=200)
    row.state, row.checked_at = State.CHECKING, now()
    row.save(update_fields=["state", "checked_at"])
    serious = sum(1 for c in made if c.level == CheckLine.Level.SERIOUS)
    record(
        actor,
        "races.check",
        row,
        {"serious": serious, "notes": len(made) - serious, "findings": [c.text for c in made][:100]},
        unit_path=row.race.unit.path,
    )
    return made


@act
def explain(actor: Who, line: CheckLine, *, why: str) -> CheckLine:
    """Say why a finding is no fault, for those that are not corrected."""
    row = lock(line.round, State.CHECKING, doing=_("说明核查问题"))
    require_office(actor, row.race, _("说明核查问题"))
    why = words_needed(why, _("说明"))
    found = row.checks.select_for_update(of=("self",)).filter(pk=line.pk).first()
    if found is None:
        raise ValidationError(_("重新核查以后，这一条已经不在了。"))
    found.explained, found.explained_by, found.explained_at = why, person_of(actor), now()
    found.save(update_fields=["explained", "explained_by", "explained_at"])
    record(
        actor, "races.explain", row, {"finding": found.text, "line": found.pk},
        unit_path=row.race.unit.path, why=why,
    )  # fmt: skip
    return found


@act
def explain_all(actor: Who, round: Round, lines: Iterable[CheckLine], *, why: str) -> list[CheckLine]:
    """One explanation for several findings of one kind: one act, each finding named in the journal."""
    row = lock(round, State.CHECKING, doing=_("说明核查问题"))
    require_office(actor, row.race, _("说明核查问题"))
    why = words_needed(why, _("说明"))
    wanted = {x.pk for x in lines}
    if not wanted:
        raise ValidationError(_("请先勾选要说明的问题。"))
    found = list(row.checks.select_for_update(of=("self",)).filter(pk__in=wanted))
    if len(found) < len(wanted):
        raise ValidationError(_("重新核查以后，有的问题已经不在了，请刷新页面后再选。"))
    kinds = {x.rule for x in found}
    if len(kinds) > 1:
        raise ValidationError(_("一次只能说明同一类问题：原因不同的分开写。"))
    for one in found:
        one.explained, one.explained_by, one.explained_at = why, person_of(actor), now()
    CheckLine.objects.bulk_update(found, ["explained", "explained_by", "explained_at"], batch_size=200)
    record(
        actor,
        "races.explain_all",
        row,
        {
            "count": len(found),
            "kind": str(words(kinds.pop()).title),
            "findings": [x.text for x in found][:200],
            "lines": [x.pk for x in found],
        },
        unit_path=row.race.unit.path,
        why=why,
    )
    return found


@act
def open_confirmation(actor: Who, round: Round, *, due: dt.date | None = None) -> Version:
    """Lay the figures before the units, with a trial computation. Serious findings have to be settled first."""
    row = lock(round, State.CHECKING, doing=_("开放确认申诉"))
    require_office(actor, row.race, _("开放确认申诉"))
    open_ = row.checks.filter(level=CheckLine.Level.SERIOUS, explained="").count()
    if open_:
        raise ValidationError(_("还有%d处须处理的问题没有改正或说明，不能进入下一步。") % open_)
    now_found = {c.key for c in checking.findings(row) if c.level == CheckLine.Level.SERIOUS}
    if now_found - set(row.checks.values_list("key", flat=True)):
        raise ValidationError(_("核查以后数据又有变动，请重新核查。"))
    days = calendar()
    due = due or days.add_working(today(), row.race.confirm_days)
    if due <= today():
        raise ValidationError({"due": _("截止日期应在今天以后。")})
    row.state, row.confirm_due = State.CONFIRMING, due
    row.save(update_fields=["state", "confirm_due"])
    made = compute(actor, row, kind=Version.Kind.TRIAL, why=_("开放确认前试算"))
    record(
        actor,
        "races.confirming",
        row,
        {"due": due, "version": made.number, "note": days.explain(due)},
        unit_path=row.race.unit.path,
    )
    return made


def fields_for(round: Round) -> list[tuple[str, str, str]]:
    """(column, name, what it is) of everything that can be entered for a unit."""
    spec = racing.loads(round.rules.text).race
    kinds = [(e.column, e.name, _("扣分") if e.deducts else _("加分")) for e in spec.extras]
    kinds += [(v.column, v.name, _("一票否决")) for v in spec.vetoes]
    return [*kinds, (inputs.FORCE, inputs.FORCE, _("不列入黑榜"))]
