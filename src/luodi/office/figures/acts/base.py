"""What the acts of this app share: who may, and a figure as somebody wrote it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.figures import periods
from luodi.office.figures.models import Indicator
from luodi.office.figures.models.values import MILLION
from luodi.office.journal.record import System
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import Refusal

Who = Person | System
MOST = 10**18  # millionths: what the column holds is a little more


def require_office(actor: Who, unit: Unit, doing: str) -> None:
    """The office of the unit, or one above it."""
    if not isinstance(actor, System):
        actor.scope.require(unit.path, "office", doing=doing)


def require_whole(actor: Who, doing: str) -> None:
    """What holds for everybody is set by the office of the whole tree."""
    if not isinstance(actor, System) and not actor.scope.everything("office"):
        raise Refusal(_("只有全域办公室可以%s。") % doing)


def person_of(actor: Who) -> Person | None:
    return None if isinstance(actor, System) else actor


def millionths(written: object) -> int:
    """A figure as people write it, in millionths. What it cannot be is said.

    >>> millionths("1,234.5"), millionths("２.５"), millionths(Decimal("0.1")), millionths(-3)
    (1234500000, 2500000, 100000, -3000000)
    """
    if isinstance(written, Fraction):
        exact = written * MILLION
    else:
        text = str(written).strip().replace(",", "").replace("，", "").replace("−", "-")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValidationError(_("“%s”不是数字") % str(written)[:30]) from None
        if not number.is_finite():
            raise ValidationError(_("“%s”不是数字") % str(written)[:30])
        if abs(number.adjusted()) > 30:
            raise ValidationError(_("“%s”过大或过小") % str(written)[:30])
        exact = Fraction(number) * MILLION
    if exact.denominator != 1:
        raise ValidationError(_("“%s”的小数超过6位，请先舍入") % str(written)[:30])
    if abs(exact) > MOST:
        raise ValidationError(_("“%s”过大，请核对计量单位") % str(written)[:30])
    return exact.numerator


def period_fault(indicator: Indicator, period: str) -> str:
    """What is wrong with a period for the indicator; nothing where all is well."""
    if not periods.valid(period):
        return _("“%s”不是期，写成2026、2026Q3、2026H1或2026-03") % period[:20]
    return ""
