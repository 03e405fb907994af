"""Bringing in an office's own table of figures: one act, all of it or all that is right."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.figures import importing
from luodi.office.figures.acts.base import Who, person_of, require_office, require_whole
from luodi.office.figures.acts.recording import record_values
from luodi.office.figures.models import Indicator, Region
from luodi.office.files import store
from luodi.office.journal.record import act, unchanged
from luodi.office.units.models import Unit, Upload


def judge_table(
    actor: Who,
    unit: Unit | None,
    period: str,
    data: bytes,
    name: str,
    indicators: Sequence[Indicator] | None = None,
) -> importing.Judged:
    """The trial run: what an import of the file would do. Nothing is written.

    Without a unit the table is of the nation, provinces and peers.
    """
    if unit is None:
        require_whole(actor, _("导入外地数据"))
        regions = Region.objects.filter(unit=None)
    else:
        require_office(actor, unit, _("导入数据"))
        regions = Region.objects.filter(unit__path__startswith=unit.path).select_related("unit")
    if indicators is None:
        indicators = list(Indicator.objects.current().filter(derived=""))
    return importing.judge_values(data, name, indicators, regions, period)


@act
def import_values(
    actor: Who,
    unit: Unit | None,
    period: str,
    data: bytes,
    name: str,
    *,
    only_good: bool = False,
    why: str = "",
) -> tuple[int, int]:
    """Write what the trial run showed, judged anew; how many values are new, and how many rows were left out.

    With wrong rows only if the right ones are asked for. The file is kept, and each value says its cell.
    """
    judged = judge_table(actor, unit, period, data, name)
    bad = len(judged.plan.bad)
    if bad and not only_good:
        raise ValidationError(_("还有%s行有错。请改正后重新上传，或选择“只导入无误的行”。") % bad)
    person = person_of(actor)
    if person is not None:
        Upload.objects.filter(person=person).delete()
    if not judged.rows:
        unchanged()
        return 0, bad
    file, _new = store.put(data)
    made = record_values(actor, unit, judged.rows, file=file, why=why or _("导入“%s”") % name[:100])
    return len(made), bad
