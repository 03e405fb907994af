"""Taking returns in: a trial first, with every bad row told, then the batch; each is an act.

Reading a workbook takes longer than the chain may be held, so it happens before the act. The lake keeps
the rows, the office's file store the file as it came.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.files import store
from luodi.office.files.models import StoredFile
from luodi.office.firms import taking
from luodi.office.firms.acts.base import Who, person_of, require_office
from luodi.office.firms.models import Return
from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.models import Unit


def take_in(actor: Who, unit: Unit, *, kind: str, name: str, data: bytes, year: int | None = None) -> Return:
    """Keep the file for its trial run. A file that cannot be read at all is not kept."""
    require_office(actor, unit, _("导入报表"))
    name = taking.clean_name(name)
    taking.check(name, data)
    trial = taking.trial(unit, kind=kind, name=name, data=data, year=year, mapping={})
    return _keep_file(actor, unit, kind, name, data, year, trial)


@act
def _keep_file(
    actor: Who, unit: Unit, kind: str, name: str, data: bytes, year: int | None, trial: taking.Trial
) -> Return:
    file, _new = store.put(data)
    StoredFile.objects.select_for_update().get(pk=file.pk)  # not swept away meanwhile
    row = Return.objects.create(
        unit=unit,
        kind=kind,
        year=year or trial.year,
        name=name,
        file=file,
        rows=trial.read,
        faulty=trial.rejected,
        by=person_of(actor),
        at=now(),
    )
    record(
        actor,
        "firms.upload",
        row,
        {"rows": trial.read, "faults": len(trial.errors), "kind": kind, "sha256": file.sha256},
        unit_path=unit.path,
    )
    return row


@act
def remap(actor: Who, row: Return, mapping: Mapping[str, str]) -> Return:
    """Say what the file's columns mean; the trial run is shown anew."""
    row = _waiting(actor, row)
    row.mapping = dict(mapping)
    row.save(update_fields=["mapping"])
    record(actor, "firms.map", row, {"columns": dict(mapping)}, unit_path=row.unit.path)
    return row


@act
def drop(actor: Who, row: Return) -> Return:
    row = _waiting(actor, row)
    row.state = Return.State.DROPPED
    row.save(update_fields=["state"])
    record(actor, "firms.drop", row, {}, unit_path=row.unit.path)
    return row


def keep(actor: Who, row: Return, *, only_good: bool = False, replaces: str = "") -> Return:
    """The rows become a batch of the lake. With bad rows among them only if that is said."""
    require_office(actor, row.unit, _("导入报表"))
    trial = taking.trial_of(row)
    if not trial.good:
        raise ValidationError(_("没有一行可以导入。请按标注改正后重新上传。"))
    if trial.rejected and not only_good:
        raise ValidationError(
            _("有%(n)s行有问题。请改正后重新上传，或勾选“只导入无误的行”。") % {"n": trial.rejected}
        )
    return _store(actor, row, trial, replaces)


@act
def _store(actor: Who, row: Return, trial: taking.Trial, replaces: str) -> Return:
    row = _waiting(actor, row)
    who = "" if person_of(actor) is None else actor.name
    row.batch = taking.store(trial, by=who or "系统", replaces=replaces)
    row.state, row.rows, row.faulty, row.at = Return.State.KEPT, trial.good, trial.rejected, now()
    entry = record(
        actor,
        "firms.import",
        row,
        {"batch": row.batch, "rows": trial.good, "left_out": trial.rejected, "kind": row.kind, "replaces": replaces,
         "sha256": row.file.sha256 if row.file else ""},
        unit_path=row.unit.path,
    )  # fmt: skip
    row.entry = entry.number
    row.save(update_fields=["batch", "state", "rows", "faulty", "at", "entry"])
    return row


@act
def adopt(actor: Who, unit: Unit) -> list[Return]:
    """Enter in the office's book what was brought into the lake on the command line or by another program."""
    require_office(actor, unit, _("登记批次"))
    known = set(Return.objects.exclude(batch="").values_list("batch", flat=True))
    made = []
    for batch in taking.batches():
        if batch.id in known or not batch.rows:
            continue
        row = Return.objects.create(
            unit=unit,
            kind=batch.kind,
            year=batch.source.get("year"),
            name=(batch.source.get("name") or batch.id)[:255],
            state=Return.State.KEPT,
            rows=batch.rows,
            faulty=batch.validation.get("rejected", 0),
            batch=batch.id,
            by=person_of(actor),
            at=now(),
        )
        entry = record(
            actor,
            "firms.adopt",
            row,
            {"batch": batch.id, "rows": batch.rows, "kind": batch.kind, "by": batch.by,
             "sha256": batch.source.get("sha256", "")},
            unit_path=unit.path,
        )  # fmt: skip
        row.entry = entry.number
        row.save(update_fields=["entry"])
        made.append(row)
    if not made:
        unchanged()
    return made


def _waiting(actor: Who, row: Return) -> Return:
    require_office(actor, row.unit, _("导入报表"))
    row = Return.objects.select_for_update(of=("self",)).select_related("unit", "file").get(pk=row.pk)
    if row.state != Return.State.TRIAL:
        raise ValidationError(_("这份报表%s，不能再办。") % row.get_state_display())
    return row
