"""How fast the office's pages are when it is full: 100,000 tasks, a million reports, two workers.

    .venv/bin/python benchmarks/office_load.py --home FOLDER              fill once, then measure; SQLite
    scripts/with-postgres .venv/bin/python benchmarks/office_load.py --home FOLDER         on PostgreSQL
    … --clients 2,4 --seconds 60 --rush 200 --scale 0.02                   a quick look at a small office

A real `luodi serve` on a free port of this machine; as many clients as asked for, each waiting for its
answer before it asks again. The sign-in page, which asks the database nothing of the ledger, is the floor
of the same run: on a shared machine look at the ratio beside it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.office.clients import Browser, Took, closed_loop  # noqa: E402
from benchmarks.office.fill import PASSWORD, Filling  # noqa: E402
from benchmarks.office.rush import outcome, rush, signed_in, to_file  # noqa: E402


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def roles() -> dict[str, str]:
    """Who looks: role → login."""
    from luodi.office.units.models import Unit

    city = Unit.objects.filter(level="city").order_by("pk")[3]
    county = Unit.objects.filter(parent=city, level="county").order_by("pk")[2]
    return {
        "office": "office",
        "leader": "leader",
        "city office": f"office{city.pk}",
        "head": f"head{city.pk}",
        "liaison": f"liaison{county.pk}",
    }


def pages(login: str) -> dict[str, str]:
    """What this person looks at: page → address."""
    from luodi.office.ledger.models import Plan, Round, Task
    from luodi.office.units.models import Person

    person = Person.objects.get(login=login)
    new, old = Plan.objects.order_by("pk").last(), Plan.objects.order_by("pk").first()
    assert new is not None and old is not None
    months = list(Round.objects.filter(plan=new).order_by("-month").values_list("month", flat=True))
    oldest = Round.objects.filter(plan=old).order_by("month").values_list("month", flat=True)[3]
    unit = person.scope.grants[0].unit_id
    mine = Task.objects.visible_to(person).filter(plan=new, parent=None, children=None)
    task = mine.exclude(state="draft").order_by("pk").values_list("pk", flat=True)[5]
    deep = max(1, min(400, Task.objects.visible_to(person).count() // 50))
    return {
        "home": "/",
        "list": "/tasks/",
        "list red": "/tasks/?light=red",
        "list text": "/tasks/?q=%E4%B8%AD%E8%AF%95%E5%9F%BA%E5%9C%B0",
        "list overdue": "/tasks/?sort=overdue",
        "list deep": f"/tasks/?page={deep}",
        "plan": f"/plans/{new.pk}/",
        "task": f"/tasks/{task}/",
        "month": f"/plans/{new.pk}/months/{months[0]:%Y-%m}/",
        "month before": f"/plans/{new.pk}/months/{months[2]:%Y-%m}/",
        "month, old plan": f"/plans/{old.pk}/months/{oldest:%Y-%m}/",
        "unit": f"/ledger/units/{unit}/",
    }


def queries(login: str, wanted: dict[str, str]) -> dict[str, int]:
    """How many queries each page takes, the first time anybody asks."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from luodi.office.units.models import Person

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(Person.objects.get(login=login))
    found = {}
    for name, path in wanted.items():
        with CaptureQueriesContext(connection) as caught:
            status = client.get(path).status_code
        assert status == 200, (login, name, status)
        found[name] = len(caught) + 1  # a session opened at the door is looked up too
    return found


def served(port: int, web_only: bool, most: float = 900.0) -> subprocess.Popen[bytes]:
    """`luodi serve`, up, and its daily run over; or its web server alone."""
    run = [sys.executable, "-m"]
    if web_only:
        with socket.create_server(("127.0.0.1", port), backlog=2048) as door:
            command = [*run, "luodi.office.operations.web", "--socket", str(door.fileno()), "--workers", "2"]
            process = subprocess.Popen(command, pass_fds=(door.fileno(),))
    else:
        command = [*run, "luodi.cli", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    end = time.monotonic() + most
    while time.monotonic() < end:
        time.sleep(0.5)
        if process.poll() is not None:
            raise SystemExit("luodi serve ended")
        try:
            if Browser(port).get("/units/signin/").status != 200:
                continue
        except OSError:
            continue
        if not any(b"tick" in words for words in children(process.pid)):
            return process
    process.terminate()
    raise SystemExit("luodi serve did not get ready")


def children(pid: int) -> list[bytes]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "stat").read_text().rsplit(")", 1)[1].split()[1] == str(pid):
                found.append((entry / "cmdline").read_bytes())
        except OSError:
            continue
    return found


def look(browser: Browser, what: str, path: str) -> Took:
    began = time.perf_counter()
    status = browser.get(path).status
    return Took(what, time.perf_counter() - began, status)


def measure(
    port: int, people: dict[str, str], addresses: dict[str, dict[str, str]], clients: int, most: float
) -> list[Took]:
    """Each client plays all roles in an order of its own, over and over."""
    chance = random.Random(clients)
    work = []
    for _ in range(clients):
        jobs = []
        browsers = {role: Browser(port) for role in people}
        for role, login in people.items():
            browsers[role].sign_in(login, PASSWORD)
            browsers[role].hang_up()
        nobody = Browser(port)
        for _round in range(200):
            one = [(browsers[r], f"{r}|{page}", path) for r in people for page, path in addresses[r].items()]
            one += [(nobody, "floor|sign-in", "/units/signin/")] * 3
            chance.shuffle(one)
            one.insert(0, one.pop(next(n for n, o in enumerate(one) if o[0] is nobody)))
            jobs += [partial(look, *given) for given in one]
        work.append(jobs)
    return closed_loop(work, most)


def report(taken: list[Took], counts: dict[str, dict[str, int]], detail: bool) -> None:
    bad = [t for t in taken if t.status != 200]
    by: dict[str, list[float]] = {}
    for t in taken:
        role, page = t.what.split("|")
        by.setdefault(page, []).append(t.seconds)
        if detail and role != "floor":
            by.setdefault(f"{page} · {role}", []).append(t.seconds)
    floor = statistics.median(by.get("sign-in", [float("nan")]))
    print(f"  {'page':<30}{'n':>5}{'p50':>8}{'p95':>8}{'max':>8} ms  ×floor  queries")
    order = list(next(iter(counts.values())))
    for page in [
        "sign-in",
        *sorted((p for p in by if p != "sign-in"), key=lambda p: (order.index(p.split(" · ")[0]), p)),
    ]:
        times = sorted(by[page])
        p50, p95 = statistics.median(times), times[max(0, -(-len(times) * 95 // 100) - 1)]
        asked = max((c.get(page.split(" · ")[0], 0) for c in counts.values()), default=0)
        print(
            f"  {page:<30}{len(times):>5}{p50 * 1e3:>8.0f}{p95 * 1e3:>8.0f}{times[-1] * 1e3:>8.0f}     {p50 / floor:>5.1f}  {asked or '':>5}"
        )
    if bad:
        print(f"  {len(bad)} answers were not pages: {sorted({(t.what, t.status) for t in bad})}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True, help="filled the first time, used again after")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--clients", default="2,4")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rush", type=int, default=200)
    parser.add_argument("--detail", action="store_true", help="each role apart")
    parser.add_argument(
        "--web-only", action="store_true", help="without the daily run and the queue's worker"
    )
    given = parser.parse_args()
    os.environ["LUODI_HOME"] = str(given.home)
    os.environ["PYTHONPATH"] = str(ROOT)
    from luodi.office.operations import opening

    opening.open_office("河清省", "province")
    from django.db import connection

    from luodi.office.ledger.models import Report, Task

    if not Task.objects.exists():
        print("filling")
        Filling(dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date(), given.scale).run()
    people = roles()
    addresses = {role: pages(login) for role, login in people.items()}
    counts = {role: queries(login, addresses[role]) for role, login in people.items()}
    print(f"{connection.vendor}: {Task.objects.count():,} tasks, {Report.objects.count():,} reports")
    dues = to_file(given.rush) if given.rush else []
    connection.close()
    port = free_port()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))  # the server ends with us
    process = served(port, given.web_only)
    try:
        for clients in (int(n) for n in given.clients.split(",") if n):
            before = os.getloadavg()[0]
            measure(
                port, people, addresses, clients, min(20, given.seconds)
            )  # the workers have read their templates
            taken = measure(port, people, addresses, clients, given.seconds)
            print(
                f"{clients} clients, {given.seconds:.0f} s, load {before:.1f} before and {os.getloadavg()[0]:.1f} after"
            )
            report(taken, counts, given.detail)
        if dues:
            print(f"{len(dues)} liaisons sign in, then save and hand in a report each at once")
            done = rush(signed_in(port, dues, PASSWORD), dues)
            print(
                f"  {done.wall:.1f} s in all, the slowest {done.slowest:.1f} s; {done.statuses}; errors: {done.errors[:5]}"
            )
            found = outcome(dues)
            entries = found.pop("entries")
            print(
                f"  {found}; entries of each once: {set(entries.values()) == {1} and len(entries) == len(dues)}"
            )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
