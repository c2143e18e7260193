"""How well the extractor reads the labelled reports in samples/: one number an operator can watch from release to release.

The reports are written for this project, so the score says whether reading got worse, not how good it is on real reports.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.candidates import Candidate
from extract.shards import Extractor
from orchestration.home import PROJECT, SEEDS

SAMPLES = PROJECT / "samples"
Key = tuple[Any, ...]
NOT_IN_VOCABULARY = "other"  # the label of a figure whose indicator no list names


@dataclass(frozen=True, slots=True)
class Score:
    """A figure counts as found if quote, indicator, region, end of the period, scenario, measure and value agree with its label."""

    labels: int
    read: int
    found: int

    @property
    def precision(self) -> float:
        return self.found / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.labels if self.labels else 0.0


def score(extractor: Extractor, samples: Path = SAMPLES) -> Score:
    """Read every sample that has labels. Raises FileNotFoundError where there are none."""
    files = sorted((samples / "labels").glob("*.jsonl"))
    if not files:
        raise FileNotFoundError(f"no labels in {samples / 'labels'}")
    units = _Units()
    labels = read = found = 0
    for path in files:
        document = extractor.read(samples / path.name.removesuffix(".jsonl"), metadata={})
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        # HTML labels have no spans: the quote stands for the place.
        spanned = all(row["start"] is not None for row in rows)
        wanted = Counter(_of_label(row, spanned) for row in rows if row["indicator"] != NOT_IN_VOCABULARY)
        facts = [each for each in extractor.extract(document).candidates if each.doubt is None and each.indicator_code]
        labels += wanted.total()
        read += len(facts)
        for fact in facts:
            for key in _of_candidate(fact, spanned, units):
                if wanted[key] > 0:
                    wanted[key] -= 1
                    found += 1
                    break
    return Score(labels, read, found)


def _of_label(row: dict[str, Any], spanned: bool) -> Key:
    place = (row["start"], row["end"]) if spanned else row["quote"]
    names = ("indicator", "region", "period_end", "scenario", "measure", "unit")
    return (place, *(row[name] for name in names), _rounded(row["value"], Decimal(1)))


def _of_candidate(each: Candidate, spanned: bool, units: _Units) -> list[Key]:
    """The keys that a candidate may match: one for each unit that its spelling can mean."""
    place = (each.char_start, each.char_end) if spanned else each.quote
    end = each.period_end and each.period_end.isoformat()
    head = (place, each.indicator_code, each.region_code, end, each.scenario, each.measure)
    return [(*head, unit, _rounded(each.value, factor)) for unit, factor in units.of(each)]


def _rounded(value: Any, factor: Decimal) -> str | None:
    """Six digits: a label of 156.6666667 hectares and 2350 mu of 1/15 hectare are one value."""
    return None if value is None else f"{Decimal(str(value)) * factor:.5e}"


class _Units:
    """The units that a candidate's figure may be in, with the factor to each."""

    def __init__(self) -> None:
        units = {row["unit_code"]: (row["dimension"], Decimal(row["to_base"] or 1)) for row in _rows("units")}
        self.own = {row["indicator_code"]: row["unit_code"] for row in _rows("indicators")}
        self.spelled: dict[str, list[tuple[str, Decimal]]] = {}
        for row in _rows("unit_spellings"):
            dimension, base = units[row["unit_code"]]
            self.spelled.setdefault(row["spelling"], []).extend(
                (code, Decimal(row["factor"]) * base / to_base)
                for code, (other, to_base) in units.items()
                if other == dimension
            )

    def of(self, each: Candidate) -> list[tuple[str, Decimal]]:
        fixed = {"rank": "{rank}", "change_pct": "%", "change_pp": "pp"}.get(each.measure)
        if fixed:
            return [(fixed, Decimal(1))]
        return self.spelled.get(each.unit_spelling) or [(self.own.get(each.indicator_code or "", ""), Decimal(1))]


def _rows(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
