"""Does the reading carry over? Labelled reports are varied without changing what they say, and scored beside the originals.

usage: python bench/variation.py REPORTS LABELS --score SCORE.py [--only NAME ...] [--seed N] [--show N]
e.g.:  python bench/variation.py samples samples/labels --score GOLD_DIR/score.py --show 20

REPORTS holds texts and web pages, LABELS a file NAME.jsonl for each, SCORE.py the scorer that bench/accuracy.py calls as
well. All variants go through one run of the whole pipeline in a home that is removed. A row of the table compares the
reports that a variation changed with the same reports as they were; a fact is lost that was right in the original and is
wrong in the variant. The same seed gives the same variants.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import renaming
import respelling
import rewriting
from labelled import Label, Report, read_folder

ROOT = Path(__file__).resolve().parent.parent
ORIGINAL = "original"
VARIATIONS: dict[str, Callable[[Report, random.Random], Report]] = {
    "places": renaming.other_places,
    "years": renaming.other_years,
    "figures": rewriting.other_figures,
    "order": rewriting.other_order,
    "words": rewriting.other_words,
    "units": respelling.other_units,
    "pollutants": respelling.other_pollutants,
    "numerals": respelling.chinese_numerals,
    "full_width": respelling.full_width,
    "thousands": respelling.thousands,
    "stray": respelling.stray_characters,
}
_FIELDS = ("indicator", "region", "period_end", "scenario", "measure", "value", "unit")


def main() -> int:
    options = _options()
    reports = read_folder(options.reports, options.labels)
    if not reports:
        print(f"No labelled reports in {options.reports}.", file=sys.stderr)
        return 2
    names = options.only or list(VARIATIONS)
    variants = {name: _varied(name, reports, options.seed) for name in names}
    scorer = _scorer(options.score)
    with tempfile.TemporaryDirectory(prefix="greenledger-variation-") as home:
        inbox = Path(home, "varied")
        inbox.mkdir()
        for name, pairs in {ORIGINAL: [(r, r) for r in reports], **variants}.items():
            for number, (_, varied) in enumerate(pairs):
                varied.write(inbox, _file_name(name, number, varied))
        facts, seen = scorer.load_warehouse(_published(inbox, Path(home)))

    def scored(name: str, number: int, report: Report) -> Any:
        file_name = _file_name(name, number, report)
        return scorer.score_doc(list(report.labels), facts.get(file_name, []), seen.get(file_name, []))

    before = {report.name: scored(ORIGINAL, number, report) for number, report in enumerate(reports)}
    print(f"{len(reports)} reports, seed {options.seed}; each cell: original > variant")
    print(
        f"{'variation':12}{'reports':>8}{'changes':>8}{'facts':>7}"
        + "".join(f"{m:>17}" for m in ("P", "R", "F1", "quantities"))
        + f"{'lost':>6}{'won':>5}"
    )
    losses = []
    for name, pairs in variants.items():
        old, new = _Tally(), _Tally()
        lost: list[tuple[Report, Label | None, Label | None, str]] = []
        won = 0
        for number, (original, varied) in enumerate(pairs):
            now = scored(name, number, varied)
            old.add(before[original.name])
            new.add(now)
            was_missed = {gold["id"] for gold, _, _ in before[original.name][2] if gold}
            is_missed = {gold["id"] for gold, _, _ in now[2] if gold}
            won += len(was_missed - is_missed)
            lost += [(varied, gold, fact, why) for gold, fact, why in now[2] if gold and gold["id"] not in was_missed]
        a, b = old.summary(scorer), new.summary(scorer)
        changes = sum(varied.changes for _, varied in pairs)
        cells = "".join(f"{a[m]:>9.3f} > {b[m]:.3f}" for m in ("precision", "recall", "f1", "quantity_recall"))
        print(f"{name:12}{len(pairs):>8}{changes:>8}{b['facts']:>7}{cells}{len(lost):>6}{won:>5}", flush=True)
        losses.append((name, lost))
    for name, lost in losses:
        for varied, gold, fact, why in lost[: options.show]:
            print(_told(name, varied, gold, fact, why))
    return 0


class _Tally:
    """The counts of several reports."""

    def __init__(self) -> None:
        self.counts: collections.Counter[str] = collections.Counter()
        self.fields: collections.Counter[str] = collections.Counter()

    def add(self, scored: Any) -> None:
        self.counts += scored[0]
        self.fields += scored[1]

    def summary(self, scorer: Any) -> dict[str, float]:
        result: dict[str, float] = scorer.summary(self.counts, self.fields)
        return result


def _varied(name: str, reports: list[Report], seed: int) -> list[tuple[Report, Report]]:
    """(original, variant) of the reports that the variation changes."""
    pairs = []
    for report in reports:
        varied = VARIATIONS[name](report, random.Random(f"{seed} {name} {report.name}"))
        wrong = [
            v for v in varied.labels if v["start"] is not None and varied.text[v["start"] : v["end"]] != v["quote"]
        ]
        assert not wrong, wrong[0]
        if varied.text != report.text:
            pairs.append((report, varied))
    return pairs


def _file_name(name: str, number: int, report: Report) -> str:
    """Unique in the run; behind the report's own name, from which years and places are read."""
    path = Path(report.name)
    return f"{path.stem}~{name}{chr(97 + number // 26)}{chr(97 + number % 26)}{path.suffix}"


def _published(inbox: Path, home: Path) -> Path:
    greenledger = Path(sys.executable).with_name("greenledger")
    command: list[str | Path] = [greenledger, "run", "--inbox", inbox, "--home", home / "home"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(
            f"greenledger run ended with exit code {done.returncode}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        )
    return home / "home" / "published" / "greenledger.duckdb"


def _scorer(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _told(name: str, report: Report, gold: Label | None, fact: Label | None, why: str) -> str:
    assert gold is not None
    words = gold["quote"]
    if gold["start"] is not None:
        start, end = gold["start"], gold["end"]
        words = f"{report.text[max(0, start - 45) : start]}【{words}】{report.text[end : end + 20]}".replace("\n", "⏎")
    differing = [f for f in _FIELDS if fact is None or gold[f] != fact[f]]
    expected = " ".join(f"{f}={gold[f]}" for f in differing)
    got = " ".join(f"{f}={fact[f]}" for f in differing) if fact else "nothing"
    return f"\n{name} · {report.name} · {why}\n  {words}\n  expected {expected}\n  got      {got}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--score", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=VARIATIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="print the first N lost facts of each variation"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
