"""Accuracy of a whole run against hand-labelled reports: the score of each set, and an exit code against its floors.

usage: python bench/accuracy.py GOLD_DIR [--corpus DIR] [--floors FILE] [--sets NAME ...]

GOLD_DIR holds score.py and a folder of labels for each set; the reports of a set are in a folder of the same name under
--corpus (default: the folder `corpus` beside GOLD_DIR). Each set is published into a home of its own, which is removed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "tests" / "accuracy_floors.toml"


def main() -> int:
    options = _options()
    floors: dict[str, dict[str, float]] = tomllib.loads(options.floors.read_text(encoding="utf-8"))
    names = options.sets or list(floors)
    if unknown := set(names) - set(floors):
        print(f"No floors for {', '.join(sorted(unknown))} in {options.floors}.", file=sys.stderr)
        return 2
    fallen = []
    measures = list(dict.fromkeys(measure for name in names for measure in floors[name]))
    print(f"{'set':18}" + "".join(f"{measure:>24}" for measure in measures) + "     (reached / floor)")
    for name in names:
        reached = _score(name, options.gold, options.corpus or options.gold.parent / "corpus")
        print(
            f"{name:18}" + "".join(f"{reached[m]:>15.3f} / {floors[name].get(m, 0):.3f} " for m in measures), flush=True
        )
        fallen += [
            f"{name}: {measure} is {reached[measure]:.3f}, its floor {floor:.3f}"
            for measure, floor in floors[name].items()
            if reached[measure] < floor
        ]
    for line in fallen:
        print(f"BELOW THE FLOOR  {line}")
    return 1 if fallen else 0


def _score(name: str, gold: Path, corpus: Path) -> dict[str, float]:
    """Publishes the reports of one set and scores the published file."""
    with tempfile.TemporaryDirectory(prefix="greenledger-accuracy-") as home:
        greenledger = Path(sys.executable).with_name("greenledger")
        _call([greenledger, "run", "--inbox", corpus / name, "--home", home], f"greenledger run on {name}")
        published = Path(home, "published", "greenledger.duckdb")
        printed = _call([sys.executable, gold / "score.py", published, gold / name, "--json"], f"score.py on {name}")
    overall: dict[str, float] = json.loads(printed)["overall"]
    if not overall["facts"]:  # no labels score 1.000 on everything
        sys.exit(f"{gold / name} holds no labelled facts.")
    return overall


def _call(command: list[str | Path], what: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{what} ended with exit code {done.returncode}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=lambda text: Path(text).resolve())
    parser.add_argument("--corpus", type=lambda text: Path(text).resolve())
    parser.add_argument("--floors", type=Path, default=FLOORS)
    parser.add_argument("--sets", nargs="*", default=[])
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
