"""How fast the office's pages are when it is full: 100,000 tasks, a million reports, two workers.

    .venv/bin/python benchmarks/office_load.py --home FOLDER              fill once, then measure; SQLite
    scripts/with-postgres .venv/bin/python benchmarks/office_load.py --home FOLDER         on PostgreSQL
    … --clients 2,4 --seconds 60 --rush 200 --scale 0.02                   a quick look at a small office
    … --web-only --threads 1,4                                             kinds of workers, one after the other

A real `luodi serve` on a free port of this machine; as many clients as asked for, each waiting for its
answer before it asks again, until every page was asked for as often as wanted; meanwhile liaisons save and
hand in reports, `--writes` forms a second, so that nothing kept stays new for long. The sign-in page, which
asks the database nothing of the ledger, is the floor of the same run. The processor time of the web server's
processes per request (all kinds of requests together) does not depend on what else the machine does; the
times do, so the load average is printed with them.
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
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.office.clients import Browser, Took, closed_loop  # noqa: E402
from benchmarks.office.fill import PASSWORD, Filling  # noqa: E402
from benchmarks.office.rush import Due, outcome, rush, signed_in, to_file  # noqa: E402


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
    task = list(mine.exclude(state="draft").order_by("pk").values_list("pk", flat=True)[:6])[-1]
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


def served(port: int, web_only: bool, threads: int, most: float = 900.0) -> subprocess.Popen[bytes]:
    """`luodi serve`, up, and its daily run over; or its web server alone."""
    run = [sys.executable, "-m"]
    if web_only:
        with socket.create_server(("127.0.0.1", port), backlog=2048) as door:
            command = [*run, "luodi.office.operations.web", "--socket", str(door.fileno()), "--workers", "2"]
            command += ["--threads", str(threads)] if threads else []
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


def processor(pid: int) -> float:
    """Seconds of processor the process and all below it have used."""
    total, below = 0.0, [pid]
    while below:
        one = below.pop()
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            below += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except (OSError, ValueError):
            continue
        total += sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return total


@contextmanager
def writing(browsers: list[Browser], dues: list[Due], each_second: float) -> Iterator[list[Took]]:
    """Liaisons, signed in before, save a report, a moment later hand it in: so many forms a second."""
    taken: list[Took] = []
    ended = threading.Event()

    def write() -> None:
        for browser, due in zip(browsers, dues, strict=True):
            values = {"progress": due.text, "done": due.text, "percent": "42", "next": "继续推进。"}
            for do in ("save", "submit"):
                if ended.wait(1 / each_second):
                    return
                page = browser.get(due.path)
                began = time.perf_counter()
                status = browser.post(due.path, {**page.hidden, **values, "do": do}).status
                taken.append(Took("write", time.perf_counter() - began, status))
            browser.hang_up()

    thread = threading.Thread(target=write)
    if each_second:
        thread.start()
    try:
        yield taken
    finally:
        ended.set()
        if each_second:
            thread.join()


def look(browser: Browser, what: str, path: str) -> Took:
    began = time.perf_counter()
    status = browser.get(path).status
    return Took(what, time.perf_counter() - began, status)


def measure(
    port: int, people: dict[str, str], addresses: dict[str, dict[str, str]], clients: int, most: float
) -> list[Took]:
    """Each client plays all roles in an order of its own, over and over, for so many seconds."""
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
    parser.add_argument("--threads", default="", help="threads of a worker, with --web-only; several: 1,4")
    parser.add_argument("--warm", type=float, default=60, help="seconds before it counts")
    parser.add_argument("--writes", type=float, default=1.0, help="reports saved or handed in each second")
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
    addresses = {role: pages(login) for role, login in people.items()} if given.clients else {}
    people = people if given.clients else {}
    counts = {role: queries(login, addresses[role]) for role, login in people.items()}
    print(f"{connection.vendor}: {Task.objects.count():,} tasks, {Report.objects.count():,} reports")
    writers = 400 if given.writes else 0
    found = to_file(given.rush + writers)
    dues, others = found[: given.rush], found[given.rush :]
    connection.close()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))  # the server ends with us
    kinds = [int(n) for n in given.threads.split(",") if n] or [0]
    for place, threads in enumerate(kinds):
        share = others[place :: len(kinds)]
        run(given, threads, people, addresses, counts, share, dues if place + 1 == len(kinds) else [])
    return 0


def run(
    given: argparse.Namespace,
    threads: int,
    people: dict[str, str],
    addresses: dict[str, dict[str, str]],
    counts: dict[str, dict[str, int]],
    others: list[Due],
    dues: list[Due],
) -> None:
    """One server, measured."""
    port = free_port()
    process = served(port, given.web_only, threads)
    rounds = [int(n) for n in given.clients.split(",") if n]
    try:
        for place, clients in enumerate(rounds):
            before = os.getloadavg()[0]
            share = others[place :: len(rounds)][: round(given.seconds * given.writes / 2) + 1]
            browsers = signed_in(port, share, PASSWORD)
            # Until both workers have read their templates and counted what they keep.
            measure(port, people, addresses, clients, given.warm)
            used = processor(process.pid)
            with writing(browsers, share, given.writes) as written:
                taken = measure(port, people, addresses, clients, given.seconds)
            used, n = processor(process.pid) - used, len(taken) + 2 * len(written)
            kind = f"{threads} thread{'s' * (threads > 1)} a worker, " if threads else ""
            print(
                f"{kind}{clients} clients, {given.seconds:.0f} s, load {before:.1f} before and "
                f"{os.getloadavg()[0]:.1f} after; {n / given.seconds:.1f} requests a second, "
                f"{used / max(n, 1) * 1e3:.0f} ms of processor each"
            )
            if written:
                times = sorted(t.seconds for t in written)
                print(
                    f"  meanwhile {len(times)} forms, p50 {statistics.median(times) * 1e3:.0f} ms, "
                    f"max {times[-1] * 1e3:.0f}; answers {sorted({t.status for t in written})}"
                )
            report(taken, counts, given.detail)
        if dues:
            print(f"{len(dues)} liaisons sign in, then save and hand in a report each at once")
            done = rush(signed_in(port, dues, PASSWORD), dues)
            print(
                f"  {done.wall:.1f} s in all, the slowest {done.slowest:.1f} s; {done.statuses}; errors: {done.errors[:5]}"
            )
            after = outcome(dues)
            entries = after.pop("entries")
            print(
                f"  {after}; entries of each once: {set(entries.values()) == {1} and len(entries) == len(dues)}"
            )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


if __name__ == "__main__":
    sys.exit(main())
