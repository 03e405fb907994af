"""`luodi tick`: what is due each day, however often it is run."""

from __future__ import annotations

import datetime as dt

from luodi.office.journal import clock


def tick(day: dt.date | None = None) -> list[str]:
    """Run the day's routine; a sentence for each thing done."""
    from luodi.office.documents.reading import requeue_stale
    from luodi.office.ledger.tick import tick as ledger_tick

    day = day or clock.today()
    done = ledger_tick(day)
    said = [str(done)] if done else []
    if stale := requeue_stale():
        said.append(f"{stale}份文件读到一半中断过，已重新排队。")
    said += _forget_old_results()
    return said


def _forget_old_results() -> list[str]:
    """Finished background tasks and ended sessions need not be kept for ever."""
    from django.contrib.sessions.models import Session
    from django_tasks_db.models import DBTaskResult

    moment = clock.now()
    results, _ = (
        DBTaskResult.objects.finished().filter(finished_at__lt=moment - dt.timedelta(days=30)).delete()
    )
    sessions, _ = Session.objects.filter(expire_date__lt=moment).delete()
    return (
        [f"清理了{results}条后台任务记录。"]
        if results
        else []
        if not sessions
        else [f"清理了{sessions}个过期会话。"]
    )
