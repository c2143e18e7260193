"""The fault harness: kills, a full disk, files that move, locks, a skewed clock. Prints what became of each kind.

usage: python -m tests.faults [--kills 200] [--only KIND,…] [--seed 1] [--folder DIR]   (exit code 1 when anything was not mended by a run)
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: what forks shall have no threads

from tests.faults import clock, disk, files, locks
from tests.faults.kills import Trial, kills
from tests.faults.scene import Scene


def trials(scene: Scene, count: int, seed: int) -> dict[str, Iterator[Trial]]:
    return {
        "kills": kills(scene, count, seed),
        "disk": disk.full_disks(scene, seed),
        "files": files.moving_files(scene, seed),
        "locks": locks.held_locks(scene),
        "clock": clock.skewed_clocks(scene),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument(
        "--only", default="", help="kinds of faults, parted by commas: kills, disk, files, locks, clock"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--folder", type=Path, default=None, help="where homes and inboxes are made (a temporary folder)"
    )
    args = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as scratch:
        scene = Scene((args.folder or Path(scratch)).resolve())
        print(f"set up in {time.monotonic() - began:.0f} s", flush=True)
        kinds = trials(scene, args.kills, args.seed)
        wanted = args.only.split(",") if args.only else list(kinds)
        done = []
        for trial in itertools.chain.from_iterable(kinds[kind] for kind in wanted):
            done.append(trial)
            print(f"{trial.kind:20} {trial.where:30} {trial.seconds:6.1f} s  {trial.wrong or 'mended'}", flush=True)
    show(done)
    wrong = [trial for trial in done if trial.wrong and not trial.wrong.startswith("skipped")]
    print(
        f"\n{len(done)} faults in {time.monotonic() - began:.0f} s: {len(done) - len(wrong)} mended, {len(wrong)} not."
    )
    return 1 if wrong or not done else 0


def show(done: list[Trial]) -> None:
    groups: dict[tuple[str, str], list[Trial]] = defaultdict(list)
    for trial in done:
        groups[trial.kind, trial.where].append(trial)
    print(f"\n{'fault':20} {'where':30} {'faults':>6} {'mended':>6} {'median s of the next run':>25}")
    for (kind, where), group in groups.items():
        mended = sum(trial.wrong is None for trial in group)
        median = statistics.median(trial.seconds for trial in group)
        print(f"{kind:20} {where:30} {len(group):6} {mended:6} {median:25.1f}")


if __name__ == "__main__":
    sys.exit(main())
