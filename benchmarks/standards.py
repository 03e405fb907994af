"""Firms against the standards: time beside a bare scan, memory, growth with size, and beside OpenFisca.

    python benchmarks/standards.py [--firms 100000 1000000 10000000]

Take the ratios, not the seconds: the machine may be shared. Each work runs in a process of its own, so that
its peak memory is its own; its time is the median of three runs in that process, reading included, and of one
run above a million firms. Verdicts are written up to a million firms only.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SIZES = (100_000, 1_000_000, 10_000_000)
RUNS = 3
LONG = 1_000_000
"""Above this many firms one run says enough."""
OPENFISCA = "openfisca-core>=46,<47"
THREADS = 2


def standards() -> list[Any]:
    from luodi.standards import catalogue

    return [s for s in catalogue() if not s.refuses]


def columns() -> dict[str, str]:
    """What all standards read of a firm, and who it is."""
    from luodi.standards.tables import kinds

    return {"uscc": "text", "county": "choice", **kinds(standards())}


def connect(path: str) -> Any:
    """The firms of a file, in a DuckDB of as many threads as all the others here have."""
    import duckdb

    from luodi.standards.asking import Held

    return Held(duckdb.connect(config={"threads": THREADS}), f"read_parquet('{path}')")


def scan(path: str) -> Callable[[], object]:
    """The floor: every column the standards read, summed or counted."""
    firms = connect(path)
    parts = []
    for name, kind in firms.columns.kinds:
        if name != "uscc":
            parts.append(f"count({name})" if kind == "text" else f"sum({name}::BIGINT)")
    sql = f"SELECT {', '.join(parts)} FROM {firms.source}"
    return lambda: firms.con.execute(sql).fetchall()


def tallied(ids: tuple[str, ...]) -> Callable[[str], Callable[[], object]]:
    def prepare(path: str) -> Callable[[], object]:
        from luodi.standards.assessing import counts

        chosen = [s for s in standards() if not ids or s.id in ids]
        firms = connect(path)
        return lambda: counts(chosen, firms)

    return prepare


def written(path: str) -> Callable[[], object]:
    from luodi.standards.assessing import write

    firms = connect(path)
    out = Path(path).with_suffix(".verdicts.parquet")
    return lambda: write(standards(), firms, out)


WORKS: dict[str, Callable[[str], Callable[[], object]]] = {
    "scan": scan,
    "all": tallied(()),
    "write": written,
    "tech-sme": tallied(("tech-sme",)),
}


def child(work: str, path: str, runs: int) -> None:
    run = WORKS[work](path)
    times, cpu = [], []
    for _ in range(runs):
        began, before = time.perf_counter(), time.process_time()
        run()
        times.append(time.perf_counter() - began)
        cpu.append(time.process_time() - before)
    print(json.dumps({"seconds": statistics.median(times), "cpu": statistics.median(cpu), "mb": peak()}))


def peak() -> float:
    """MB this process ever held. Not ru_maxrss, in which a child begins with what its parent held."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def runs_of(count: int) -> int:
    return RUNS if count <= LONG else 1


def measured(work: str, path: Path, count: int) -> dict[str, float]:
    command = [sys.executable, str(Path(__file__)), "--child", work, str(path), str(runs_of(count))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def one_firm() -> float:
    """Milliseconds for one firm with all reasons, the slowest standard."""
    import pyarrow.parquet as pq

    from luodi.standards.judgement import judge_row

    rows = pq.ParquetFile(firms_file(SIZES[0])).read_row_group(0).slice(0, 200).to_pylist()
    worst = 0.0
    for standard in standards():
        began = time.perf_counter()
        for row in rows:
            judge_row(standard, row)
        worst = max(worst, (time.perf_counter() - began) / len(rows))
    return worst * 1000


KEEP = ROOT / "out" / "bench"


def firms_file(count: int) -> Path:
    from benchmarks.firms.making import make

    path = KEEP / f"firms-{count}.parquet"
    if not path.exists():
        KEEP.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        beside = path.with_suffix(".part")
        make(beside, count, columns())
        beside.replace(path)
        print(
            f"  made {count:,} firms in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 1e6:.0f} MB"
        )
    return path


def openfisca() -> Path | None:
    """A Python of its own with OpenFisca in it; None, with a sentence, when it cannot be had."""
    python = KEEP / "openfisca" / "bin" / "python"
    if python.exists():
        return python
    uv = Path(sys.executable).parent / "uv"
    try:
        subprocess.run(
            [str(uv), "venv", "--quiet", str(python.parent.parent)], check=True, capture_output=True
        )
        install = [str(uv), "pip", "install", "--quiet", "--python", str(python), OPENFISCA, "pyarrow"]
        subprocess.run(install, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"OpenFisca could not be installed ({error}): not compared.")
        return None
    return python


def beside_openfisca(python: Path, path: Path, ours: dict[str, float], count: int) -> None:
    """The same rule in OpenFisca, reading included; and where its float32 judges otherwise."""
    rule = ROOT / "benchmarks" / "firms" / "openfisca_rule.py"
    script = (
        "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__');"
        "print(int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) / 1024)"
    )
    verdicts = path.with_suffix(".openfisca.npy")
    runs, top = [], 0.0
    for _ in range(runs_of(count)):
        done = subprocess.run(
            [str(python), "-c", script, str(rule), str(path), str(verdicts)],
            check=True,
            capture_output=True,
            text=True,
        )
        said, mb = done.stdout.splitlines()[-2:]
        runs.append(json.loads(said)["seconds"])
        top = max(top, float(mb))
    theirs = statistics.median(runs)
    print(f"  tech-sme, OpenFisca-core   {theirs:8.2f} s  {top:6.0f} MB")
    print(
        f"  ours beside it             {ours['seconds'] / theirs:8.2f} × its time, {ours['mb'] / top:.2f} × its memory"
    )
    wrong, sure = misjudged(path, verdicts)
    print(f"  OpenFisca misjudges {wrong:,} of the {sure:,} firms with all figures")


def misjudged(path: Path, verdicts: Path) -> tuple[int, int]:
    """Firms for which nothing is missing and the two differ."""
    import numpy as np

    from luodi.standards.assessing import assess

    (standard,) = (s for s in standards() if s.id == "tech-sme")
    firms = connect(str(path))
    ours = assess(standard, firms, keep=["uscc"])
    said = np.array(ours["tech_sme_2017_verdict"].to_pylist())
    sure = (said == "pass") | (said == "fail")
    given = [c for spec in standard.inputs.values() for c in spec.columns if spec.absent is None]
    whole = " AND ".join(f"{name} IS NOT NULL" for name in given)
    asked = firms.con.execute(f"SELECT {whole} AS whole FROM {firms.source}")
    complete = asked.fetchnumpy()["whole"].astype(bool)
    theirs = np.load(verdicts)
    known = sure & complete
    return int(((said == "pass") != theirs)[known].sum()), int(known.sum())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--firms", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--child", nargs=3)
    chosen = parser.parse_args()
    if chosen.child:
        work, file, runs = chosen.child
        child(work, file, int(runs))
        return
    print(f"{len(standards())} standards, {len(columns())} columns, {THREADS} threads")
    firms_file(SIZES[0])
    print(f"  one firm with its reasons, slowest standard: {one_firm():.2f} ms   wanted under 5")
    per_firm: dict[int, float] = {}
    python = openfisca()
    for count in chosen.firms:
        path = firms_file(count)
        print(f"{count:,} firms")
        works = ["scan", "all", "tech-sme", *(["write"] if count <= LONG else [])]
        found = {work: measured(work, path, count) for work in works}
        floor, whole, tech = found["scan"], found["all"], found["tech-sme"]
        print(f"  scan of the same columns   {floor['seconds']:8.2f} s  {floor['mb']:6.0f} MB")
        for name, work in (("all standards, counted", "all"), ("all standards, written", "write")):
            if work in found:
                ours = found[work]
                ratio, cpu = ours["seconds"] / floor["seconds"], ours["cpu"] / floor["cpu"]
                print(
                    f"  {name:<26} {ours['seconds']:8.2f} s  {ours['mb']:6.0f} MB"
                    f"  {ratio:.1f} × the scan (CPU {cpu:.1f} ×)   wanted at most 4"
                )
        per_firm[count] = whole["seconds"] / count * 1e6
        print(f"  time per firm              {per_firm[count]:8.2f} µs")
        print(f"  tech-sme alone             {tech['seconds']:8.2f} s  {tech['mb']:6.0f} MB")
        if python is not None:
            beside_openfisca(python, path, tech, count)
    if len(per_firm) > 1:
        sizes = sorted(per_firm)
        print(
            f"growth of the time per firm, {sizes[0]:,} to {sizes[-1]:,}: × {per_firm[sizes[-1]] / per_firm[sizes[0]]:.2f}"
        )


if __name__ == "__main__":
    main()
