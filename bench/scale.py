"""What a run costs as the archive grows: each stage at 1 000, 10 000 and, with --large, 100 000 documents, as tables.

usage: python bench/scale.py [--sizes N ...] [--large] [--source DIR ...] [--folder DIR]
e.g.:  python bench/scale.py --sizes 1000 10000 --source samples

The corpus comes from bench/corpus.py. Documents are read and extracted in one process with its workers; then the main job
runs on the same home, takes in the shards that stand, builds, validates and publishes. CPU seconds count all processes and
threads; memory is the highest of one process in that stage, and of one worker where there are any.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import analyst_queries
import corpus

from orchestration.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
SIZES, LARGE = (1_000, 10_000), 100_000
STAGES = ("read", "extract", "start", "load", "build", "validate", "publish")
PARTS = {"extract": "load"}  # what a part of the job is called here: its documents are extracted already


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float
    peak: float  # MiB of the process
    worker_peak: float  # MiB of its largest child so far


class Meter(Progress):
    """Costs of the parts of a run in this process."""

    def __init__(self) -> None:
        super().__init__()
        self.costs: dict[str, Cost] = {}
        self._began: dict[str, tuple[float, float]] = {}

    def begin(self, name: str) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # sets the peak back to what is held now
        self._began[name] = (time.monotonic(), _cpu())

    def end(self, name: str) -> None:
        wall, cpu = self._began.pop(name)
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        self.costs[name] = Cost(time.monotonic() - wall, _cpu() - cpu, _peak(), children)


def main() -> int:
    options = _options()
    if options.job:
        return _job(options.job, *options.places)
    print(
        f"{platform.system()} {platform.release()}, {os.cpu_count()} × {_processor()}, Python {platform.python_version()}"
    )
    print(f"load average before: {', '.join(f'{load:.1f}' for load in os.getloadavg())}\n")
    results: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="greenledger-scale-", dir=options.folder) as scratch:
        for size in options.sizes + ([LARGE] if options.large else []):
            results[size] = _measured(
                Path(scratch, str(size)), size, options.source or [ROOT / "samples"], options.seed
            )
            _print_stages(size, results[size])
    _print_growth(results)
    _print_ratios(results)
    return 0


def _measured(folder: Path, size: int, sources: list[Path], seed: int) -> dict[str, Any]:
    inbox, home, alone = folder / "inbox", folder / "home", folder / "alone"
    started = time.monotonic()
    found: dict[str, Any] = {"bytes": corpus.write(inbox, sources, size, seed), "corpus": time.monotonic() - started}
    found["costs"] = _child("extraction", inbox, home)["costs"]
    run = _child("run", inbox, home)
    found["costs"] |= {PARTS.get(name, name): cost for name, cost in run["costs"].items()}
    found |= {key: run[key] for key in ("candidates", "observations")}
    found["scan"] = _child("scan", inbox, home)["cpu"]
    name, content = next(corpus.documents(sources, 1, seed + 1))
    for place in (inbox / "new", alone / "inbox"):
        place.mkdir(parents=True)
        (place / name).write_bytes(content)
    found["one more"] = _child("run", inbox, home)["total"]
    found["one alone"] = _child("run", alone / "inbox", alone / "home")["total"]
    found["queries"] = analyst_queries.milliseconds(home / "published" / "greenledger.duckdb")
    return found


# --- in processes of their own ---


def _child(job: str, inbox: Path, home: Path) -> Any:
    process = subprocess.Popen(
        [sys.executable, __file__, "--job", job, str(inbox), str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    lines = process.stdout.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{job} on {inbox} ended with exit code {process.returncode}:\n" + "\n".join(lines[-30:]))
    return {**json.loads(lines[-1]), "total": usage.ru_utime + usage.ru_stime}


def _job(job: str, inbox: Path, home: Path) -> int:
    result = {"extraction": _extraction, "run": _run, "scan": _scan}[job](inbox, home)
    print(json.dumps(result))
    return 0


def _extraction(inbox_folder: Path, home: Path) -> dict[str, Any]:
    """Everything up to the shards, which stay for the job to take in."""
    from extract import engines, inbox, planning, raw_schema, store
    from orchestration.home import Home

    meter, place = Meter(), Home.resolve(home, inbox_folder)
    extractor = store.current_extractor()
    with raw_schema.open_warehouse(place.warehouse) as con:
        with meter.part("read"):
            plan = planning.plan(con, inbox.scan(inbox_folder), extractor.version)
        with meter.part("extract"):
            engine = engines.local(place.shards, plan.items)
            for _ in engine.shards(engines.batches(plan.items), extractor):
                pass
    return {"costs": {name: vars(cost) for name, cost in meter.costs.items()}}


def _run(inbox: Path, home: Path) -> dict[str, Any]:
    from orchestration import run as runs
    from orchestration.home import Home

    meter = Meter()
    report = runs.run(Home.resolve(home, inbox), meter)
    if not report.success:
        failed = [f"{check.table}.{check.name}: {check.description}" for check in report.checks if not check.passed]
        raise SystemExit("\n".join(report.errors + failed))
    return {
        "costs": {name: vars(cost) for name, cost in meter.costs.items()},
        "candidates": report.candidates,
        "observations": report.observations,
    }


def _scan(inbox: Path, _: Path) -> dict[str, Any]:
    """CPU seconds of one plain expression for number and unit over the same texts: the floor."""
    import speed

    pattern = speed._plain_scan()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in inbox.rglob("*") if path.is_file()]
    start = time.process_time()
    for text in texts:
        for _match in pattern.finditer(text):
            pass
    return {"cpu": time.process_time() - start}


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak() -> float:
    m = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(m[1]) / 1024 if m else math.nan


# --- tables ---


def _print_stages(size: int, found: dict[str, Any]) -> None:
    megabytes = found["bytes"] / 1e6
    print(
        f"{size:,} documents, {megabytes:.1f} MB, {found['candidates']:,} candidates, {found['observations']:,} facts; ",
        end="",
    )
    print(f"corpus written in {found['corpus']:.0f} s")
    print(
        "| stage | wall, s | CPU, s | peak, MiB | peak of a worker, MiB | documents per core-second | MB per core-second |"
    )
    print("|---|---|---|---|---|---|---|")
    costs = found["costs"]
    for stage in STAGES:
        cost = costs[stage]
        worker = f"{cost['worker_peak']:,.0f}" if stage == "extract" and cost["worker_peak"] else ""
        pace = f"{size / cost['cpu']:,.0f} | {megabytes / cost['cpu']:.2f}" if cost["cpu"] else "– | –"
        print(f"| {stage} | {cost['wall']:.1f} | {cost['cpu']:.1f} | {cost['peak']:,.0f} | {worker} | {pace} |")
    total = _total(found)
    print(
        f"| all | {sum(costs[s]['wall'] for s in STAGES):.1f} | {total:.1f} | | | {size / total:,.0f} | {megabytes / total:.2f} |\n",
        flush=True,
    )


def _print_growth(results: dict[int, dict[str, Any]]) -> None:
    """How CPU grows: 1 is linear, 2 quadratic; below 1 what every run pays is still a good part."""
    pairs = list(zip(results, list(results)[1:], strict=False))
    if not pairs:
        return
    print("| exponent of growth | " + " | ".join(f"{few:,} → {many:,}" for few, many in pairs) + " |")
    print("|---|" + "---|" * len(pairs))
    for stage in (*STAGES, "all"):
        cells = []
        for few, many in pairs:
            before, after = (
                _total(results[n]) if stage == "all" else results[n]["costs"][stage]["cpu"] for n in (few, many)
            )
            cells.append(f"{math.log(after / before) / math.log(many / few):.2f}" if before > 0.05 else "–")
        print(f"| {stage} | " + " | ".join(cells) + " |")
    print()


def _print_ratios(results: dict[int, dict[str, Any]]) -> None:
    print("| ratio of CPU seconds | " + " | ".join(f"{size:,}" for size in results) + " |")
    print("|---|" + "---|" * len(results))
    rows: dict[str, Callable[[dict[str, Any]], float]] = {
        "extraction to a plain scan": lambda r: r["costs"]["extract"]["cpu"] / r["scan"],
        "the whole to extraction (aim ≤ 2.5)": lambda r: _total(r) / r["costs"]["extract"]["cpu"],
        "one more report to the same alone (aim ≤ 2)": lambda r: r["one more"] / r["one alone"],
        "analyst queries, median ms (aim < 50)": lambda r: statistics.median(r["queries"].values()),
        "analyst queries, slowest ms": lambda r: max(r["queries"].values()),
    }
    for name, ratio in rows.items():
        print(f"| {name} | " + " | ".join(f"{ratio(found):,.1f}" for found in results.values()) + " |")
    last = list(results.values())[-1]["queries"]
    slowest = sorted(last, key=lambda name: -last[name])[:3]
    print("slowest queries: " + ", ".join(f"{name} ({last[name]:.0f} ms)" for name in slowest))


def _total(found: dict[str, Any]) -> float:
    return sum(float(found["costs"][stage]["cpu"]) for stage in STAGES)


def _processor() -> str:
    m = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return m[1] if m else platform.processor()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--job", choices=("extraction", "run", "scan"), help=argparse.SUPPRESS)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument(
        "--large", action="store_true", help=f"{LARGE:,} documents too: about an hour and 20 GB of disk"
    )
    parser.add_argument(
        "--source", type=Path, action="append", metavar="DIR", help="default: samples/; may be repeated"
    )
    parser.add_argument("--folder", type=Path, help="where the corpora and homes are made; they are removed")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
