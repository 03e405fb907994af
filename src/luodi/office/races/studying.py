"""The worker's task: thousands of runs of a version with other weights, and what each indicator does to places."""

from __future__ import annotations

import datetime as dt
import logging
import math
from typing import Any

from django.core.exceptions import ValidationError
from django_tasks import task

from luodi import racing
from luodi.office.journal.clock import now
from luodi.office.journal.record import SYSTEM
from luodi.office.races import acts, inputs, othersides
from luodi.office.races.models import Study

log = logging.getLogger(__name__)

STALE = dt.timedelta(minutes=10)
SHARE = 0.9


@task()
def study_version(pk: int) -> str:
    """Work out one study; how it ended, in a word."""
    taken = Study.objects.filter(pk=pk, state=Study.State.WAITING).update(
        state=Study.State.RUNNING, beat_at=now()
    )
    if not taken:
        return "not waiting"
    study = Study.objects.select_related("version__rules", "version__round").get(pk=pk)
    try:
        acts.end_study(SYSTEM, study, result=work(study))
    except (ValueError, ValidationError) as error:
        acts.end_study(SYSTEM, study, error=str(error))
        return "failed"
    except Exception:
        # A fault of ours must not leave a study under way for ever; its place goes to the log.
        log.exception("study %s failed", pk)
        acts.end_study(SYSTEM, study, error="检验程序出错，请再检验一次；仍不成功请联系维护人员。")
        return "error"
    return "done"


def give_up_stale() -> int:
    """Studies whose worker died are told so; how many. Harmless to call at any time."""
    lost = list(Study.objects.filter(state=Study.State.RUNNING, beat_at__lt=now() - STALE))
    for study in lost:
        acts.end_study(SYSTEM, study, error="后台程序中断，没有算完，请重新检验。")
    return len(lost)


def work(study: Study) -> dict[str, Any]:
    """Intervals of places and chances of being among the first and last three, by region; what places hang on;
    each unit's best case; the places without each indicator."""
    from luodi.racing.stress import Vary

    version = study.version
    contest = racing.loads(version.rules.text)
    values = inputs.values_of(version.inputs, contest.race.unit_column)
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        before, done = done * 80 // study.draws, done + count
        if done * 80 // study.draws >= before + 5:
            Study.objects.filter(pk=study.pk).update(progress=done * 80 // study.draws, beat_at=now())

    vary = Vary(weights=study.vary.get("weights", 25) / 100)
    made = contest.stress(values, draws=study.draws, seed=study.seed, vary=vary, progress=tell)
    ends = made.interval(SHARE)
    first, last = made.chance(first=3), made.chance(last=3)
    regions = {u["name"]: u["region"] for u in version.inputs["units"]}
    rows = [
        {
            "unit": unit,
            "region": regions[unit],
            "low": int(ends[n][0]),
            "mid": int(ends[n][1]),
            "high": int(ends[n][2]),
            "first": round(float(first[n]), 4),
            "last": round(float(last[n]), 4),
        }
        for n, unit in enumerate(made.units)
    ]
    made_of = {"rows": rows, "share": SHARE, **_sensitivity(contest, values, study)}
    _beat(study, 90)
    made_of["best"] = othersides.best(contest, values, regions)
    _beat(study, 95)
    return {**made_of, "without": othersides.without(contest, values, regions)}


def _beat(study: Study, progress: int) -> None:
    Study.objects.filter(pk=study.pk).update(progress=progress, beat_at=now())


def _sensitivity(contest: racing.Contest, values: racing.Values, study: Study) -> dict[str, Any]:
    """Which weights move the places most: shares of the variation of the mean shift of places."""
    from luodi.racing.stress import Vary

    vary = Vary(weights=study.vary.get("weights", 25) / 100)
    made = contest.sensitivity(values, draws=512, seed=study.seed, vary=vary)
    rows = sorted(
        zip(made.inputs, made.shift_first, made.shift_total, strict=True), key=lambda r: -float(r[2])
    )
    return {
        "sensitivity": [
            {
                "name": name,
                "first": f"{100 * max(0.0, float(first)):.1f}%",
                "total": f"{100 * float(total):.1f}%",
            }
            for name, first, total in rows[:20]
            if not math.isnan(total)  # nothing moves: no share of it
        ]
    }
