"""From the freeze on: computing, the meeting, publishing; and every recomputation as a further numbered version."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from luodi import racing
from luodi.office.figures import acts as figures
from luodi.office.figures import periods
from luodi.office.figures.models import Freeze
from luodi.office.files import store
from luodi.office.journal.clock import now, today
from luodi.office.journal.record import act, record
from luodi.office.races import computing, inputs
from luodi.office.races.acts.base import State, Who, lock, person_of, require_office, words_needed
from luodi.office.races.models import Appeal, Participant, Race, Round, Rules, Study, Version
from luodi.office.races.queries import last_published
from luodi.office.web.downloads import DOCX

AFTER = (State.FROZEN, State.COMPUTED, State.MET, State.PUBLISHED)


def compute(actor: Who, row: Round, *, kind: str, why: str, freeze: Freeze | None = None) -> Version:
    """Lay down the next numbered version; inside an act that holds the round."""
    rules = row.rules
    table = inputs.table_of(row, rules, freeze=freeze)
    try:
        result = computing.plain(computing.run(table, rules.text), table)
    except ValueError as error:
        raise ValidationError(str(error)) from None
    last = row.versions.order_by("-number").first()
    changes = computing.changes(last.inputs, last.result, table, result) if last is not None else []
    made = Version.objects.create(
        round=row,
        number=(row.versions.aggregate(n=Max("number"))["n"] or 0) + 1,
        kind=kind,
        rules=rules,
        freeze=freeze,
        previous=last_published(row),
        inputs=table,
        inputs_digest=inputs.digest_of(table),
        result=result,
        result_digest=computing.result_digest(result),
        changes=changes,
        why=why[:400],
        by=person_of(actor),
        at=now(),
    )
    said = [c["said"] for c in changes]
    told = (
        _("与上一版相比%d处变化：%s") % (len(said), "；".join(said[:12])) if said else _("与上一版没有变化")
    )
    entry = record(
        actor,
        "races.compute",
        row,
        {
            "version": made.number,
            "kind": str(made.get_kind_display()),
            "inputs": made.inputs_digest[:12],
            "result": made.result_digest[:12],
            "digests": [made.inputs_digest, made.result_digest],
            "rules": rules.key,
            "freeze": str(freeze) if freeze else "",
            "changes": said[:200],
            "changed": told if last is not None else _("首次计算"),
        },
        unit_path=row.race.unit.path,
        why=why,
    )
    Version.objects.filter(pk=made.pk).update(entry=entry.number)
    made.entry = entry.number
    return made


def _freeze(actor: Who, row: Round, why: str) -> Freeze:
    codes = inputs.fields_of(racing.loads(row.rules.text).race).codes
    regions = [p.region for p in row.race.participants.select_related("region")]
    return figures.freeze_period(
        actor, row.race.unit, row.period, codes, regions, also=(periods.year_earlier(row.period),), why=why
    )


@act
def freeze_round(actor: Who, round: Round, *, why: str = "") -> Freeze:
    """Fix the figures: when the deadline is over or every unit has confirmed, and no appeal is open."""
    row = lock(round, State.CONFIRMING, doing=_("冻结数据"))
    require_office(actor, row.race, _("冻结数据"))
    appeals = row.appeals.filter(state=Appeal.State.OPEN).count()
    if appeals:
        raise ValidationError(_("还有%d件申诉没有裁定，不能冻结。") % appeals)
    asked = Participant.objects.filter(race=row.race, region__unit__isnull=False)
    silent = asked.exclude(region__in=row.confirmations.values("region")).count()
    if silent and row.confirm_due and today() <= row.confirm_due:
        raise ValidationError(
            _("确认申诉%(due)s截止，还有%(n)d个单位没有确认，到期以后才能冻结。")
            % {"due": row.confirm_due.isoformat(), "n": silent}
        )
    made = _freeze(actor, row, why or _("%s冻结") % row.label)
    row.state = State.FROZEN
    row.save(update_fields=["state"])
    record(
        actor,
        "races.freeze",
        row,
        {
            "period": row.period_words,
            "number": made.number,
            "digest": made.digest,
            "freeze": made.pk,
            "silent": silent,
        },
        unit_path=row.race.unit.path,
        why=why,
    )
    return made


@act
def compute_round(actor: Who, round: Round) -> Version:
    """The official computation over the frozen figures."""
    row = lock(round, State.FROZEN, doing=_("计分"))
    require_office(actor, row.race, _("计分"))
    freeze = Freeze.objects.filter(unit=row.race.unit, period=row.period).order_by("-number").first()
    made = compute(actor, row, kind=Version.Kind.OFFICIAL, why=_("冻结后正式计分"), freeze=freeze)
    row.state = State.COMPUTED
    row.save(update_fields=["state"])
    return made


@act
def recompute_round(actor: Who, round: Round, *, why: str, rules: Rules | None = None) -> Version:
    """Once more after the freeze: a further freeze, a further version, the earlier one stays readable.

    Who says why is named in the journal; a published round has to go through the meeting again.
    """
    row = lock(round, State.COMPUTED, State.MET, State.PUBLISHED, doing=_("重新计分"))
    require_office(actor, row.race, _("重新计分"))
    why = words_needed(why, _("为什么重算"), most=400)
    if rules is not None and rules.pk != row.rules_id:
        if rules.race_id != row.race_id:
            raise ValidationError({"rules": _("这不是本赛马的规则。")})
        row.rules = rules
    made = compute(actor, row, kind=Version.Kind.OFFICIAL, why=why, freeze=_freeze(actor, row, why[:300]))
    row.state = State.COMPUTED
    row.save(update_fields=["state", "rules"])
    return made


@act
def meet(actor: Who, round: Round, *, meeting: str, met_on: dt.date | None = None) -> Round:
    """The office meeting has considered the result."""
    row = lock(round, State.COMPUTED, doing=_("登记会议审议"))
    require_office(actor, row.race, _("登记会议审议"))
    row.meeting = words_needed(meeting, _("会议名称"), "meeting", 200)
    row.met_on = met_on or today()
    if row.met_on > today():
        raise ValidationError({"met_on": _("审议日期不能在今天以后。")})
    row.state = State.MET
    row.save(update_fields=["state", "meeting", "met_on"])
    version = row.versions.order_by("-number").values_list("number", flat=True).first()
    record(
        actor,
        "races.met",
        row,
        {"version": version, "meeting": row.meeting, "on": row.met_on},
        unit_path=row.race.unit.path,
    )
    return row


@act
def publish(actor: Who, round: Round, *, notice: bytes | None = None) -> Version:
    """Open the latest version to whom the rules let see it. Figures are opened only where the whole table is."""
    row = lock(round, State.MET, doing=_("公布"))
    require_office(actor, row.race, _("公布结果"))
    version = row.versions.select_for_update(of=("self",)).order_by("-number").first()
    if version is None:
        raise ValidationError(_("还没有计分。"))
    version.published_on = today()
    if notice is not None:
        version.notice = store.put(notice, DOCX)[0]
    version.save(update_fields=["published_on", "notice"])
    row.state = State.PUBLISHED
    row.published_on = row.published_on or today()
    row.save(update_fields=["state", "published_on"])
    Race.objects.filter(pk=row.race_id).update(published=True)
    spec = racing.loads(version.rules.text).race
    if spec.publish.table == "full" and row.race.participants.filter(region__unit__isnull=False).exists():
        figures.publish_values(
            actor, row.race.unit, row.period, inputs.fields_of(spec).codes, why=_("随%s公布") % row.label
        )
    record(
        actor,
        "races.publish",
        row,
        {
            "version": version.number,
            "result": version.result_digest,
            "notice": version.notice.sha256 if version.notice else "",
        },
        unit_path=row.race.unit.path,
    )
    return version


DRAWS = (1_000, 10_000, 50_000)


@act
def order_study(
    actor: Who, version: Version, *, draws: int = 10_000, seed: int = 1, weights: int = 25, queue: bool = True
) -> Study:
    """Ask the worker how sure the places are: `weights` is how far each weight may move, in percent."""
    round = version.round
    require_office(actor, round.race, _("作稳健性检验"))
    if draws not in DRAWS:
        raise ValidationError({"draws": _("抽样次数请在1000、10000、50000中选择。")})
    if not 0 < weights <= 100:
        raise ValidationError({"weights": _("权重变动幅度应在1%至100%之间。")})
    if not 0 <= seed < 2**31:
        raise ValidationError({"seed": _("随机种子应是不大的正整数。")})
    waiting = version.studies.select_for_update(of=("self",)).filter(
        state__in=(Study.State.WAITING, Study.State.RUNNING)
    )
    if waiting.exists():
        raise ValidationError(_("这一版正在检验，请等它完成。"))
    made = Study.objects.create(
        version=version,
        draws=draws,
        seed=seed,
        vary={"weights": weights},
        by=person_of(actor),
        at=now(),
    )
    record(
        actor,
        "races.study",
        round,
        {"version": version.number, "draws": draws, "seed": seed, "weights": weights, "study": made.pk},
        unit_path=round.race.unit.path,
    )
    if queue:
        from luodi.office.races.studying import study_version

        study_version.enqueue(made.pk)
    return made


@act
def end_study(actor: Who, study: Study, *, result: dict[str, object] | None = None, error: str = "") -> Study:
    """What the worker found, or why it did not."""
    row = (
        Study.objects.select_for_update(of=("self",))
        .select_related("version__round__race__unit")
        .get(pk=study.pk)
    )
    if not row.busy:
        raise ValidationError(_("这次检验已经结束。"))
    row.state = Study.State.FAILED if error else Study.State.DONE
    row.result, row.error, row.progress = result or {}, error[:300], 0 if error else 100
    row.save()
    round = row.version.round
    payload = {"version": row.version.number, "study": row.pk, "error": error[:300]}
    record(
        actor,
        "races.study_failed" if error else "races.studied",
        round,
        payload,
        unit_path=round.race.unit.path,
    )
    return row
