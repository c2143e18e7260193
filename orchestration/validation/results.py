"""What became of each rule, and of the file as a whole; kept as JSON beside the file until it is published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchestration.validation.rules import BLOCK

PASSED, FAILED, BROKEN = "passed", "failed", "broken"
FILE = "validation.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule. `broken`: it could not be carried out, which says nothing about the data, and blocks whatever the rule is."""

    name: str
    table: str
    outcome: str
    title: str
    meaning: str
    status: str
    message: str
    checked: int
    failed: int
    rows: tuple[dict[str, Any], ...] = ()
    sql: str = ""

    @property
    def blocks(self) -> bool:
        return self.status == BROKEN or (self.status == FAILED and self.outcome == BLOCK)

    @property
    def passed(self) -> bool:
        return self.status == PASSED

    @property
    def verdict(self) -> str:
        """passed, told (readers are told, nothing is blocked), blocking or broken."""
        return "passed" if self.passed else "broken" if self.status == BROKEN else "blocking" if self.blocks else "told"


@dataclass(frozen=True, slots=True)
class Validation:
    """All rules on one file. `fingerprint` says which content was looked at, `last` which publication it was held against;
    `changed` is false where that one holds the same content."""

    publication: int
    last: int | None
    changed: bool
    fingerprint: str
    outcomes: tuple[Outcome, ...]

    @property
    def blocks(self) -> bool:
        return any(outcome.blocks for outcome in self.outcomes)

    @property
    def counts(self) -> Counter[str]:
        """Rules by verdict."""
        return Counter(each.verdict for each in self.outcomes)

    def write(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


def read(folder: Path) -> Validation | None:
    """The validation that lies beside a file; None where nobody looked at it."""
    path = folder / FILE
    if not path.exists():
        return None
    stored = json.loads(path.read_text(encoding="utf-8"))
    outcomes = tuple(Outcome(**{**each, "rows": tuple(each["rows"])}) for each in stored.pop("outcomes"))
    return Validation(**stored, outcomes=outcomes)


def rows(validation: Validation) -> Sequence[tuple[object, ...]]:
    """The rows of fct_validation_result, in the order of its columns."""
    return [
        (
            validation.publication,
            each.name,
            each.table,
            each.outcome,
            "passed" if each.passed else "warned",
            each.checked,
            each.failed,
            each.message,
            [row["key"] for row in each.rows[:10]],
        )
        for each in sorted(validation.outcomes, key=lambda each: each.name)
    ]
