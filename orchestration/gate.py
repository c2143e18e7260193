"""The gate as Dagster sees it: which checks stand between the marts and their publication, and how their results are shown.

Names only: Great Expectations takes seconds to import and is imported when the gate runs (orchestration/expectations.py).
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from orchestration import progress
from orchestration.home import Home

if TYPE_CHECKING:
    from orchestration.expectations import Outcome

# table → check → what must hold. Every expectation of the suites belongs to one of these checks.
CHECKS = {
    "fct_observation": {
        "hard_range": "Every level lies between hard_min and hard_max of its indicator.",
        "canonical_unit": "Every value is in the unit that its indicator and measure ask for.",
        "required_values": "Keys, quote, codes and status are never null; a value is missing exactly where the source hides it.",
        "known_codes": "Indicators, regions, units and statuses are those of the seeds, the other codes those of the contract.",
        "unique_observations": "One row for each observation_id.",
    },
    "rejected_candidate": {
        "required_reasons": "Every rejected figure has its span, its quote and a reason of the list.",
    },
    "dim_document": {
        "document_keys": "One row for each document, with its file and its length.",
    },
    "fct_indicator_year": {
        "one_row_a_year": "One row for each region, year and indicator.",
    },
}


def checks(marts: Sequence[dg.AssetKey]) -> dg.AssetChecksDefinition:
    """All checks as one blocking step, run between the marts and the publication."""
    specs = []
    for table, texts in CHECKS.items():
        asset = dg.AssetKey(["marts", table])
        others = [key for key in marts if key != asset]  # failing rows are shown with columns of other marts
        specs += [
            dg.AssetCheckSpec(check, asset=asset, description=text, blocking=True, additional_deps=others)
            for check, text in texts.items()
        ]

    @dg.multi_asset_check(name="gate", specs=specs)
    def gate(context: dg.AssetCheckExecutionContext, home: dg.ResourceParam[Home]) -> Iterator[dg.AssetCheckResult]:
        with progress.current().part("validate"):
            from orchestration import expectations

            for outcome in expectations.validate(home.warehouse):
                if not outcome.passed:
                    context.log.error(f"{outcome.table}.{outcome.check}: {outcome.message}")
                yield _result(outcome)

    return gate


def _result(outcome: "Outcome") -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=outcome.passed,
        asset_key=dg.AssetKey(["marts", outcome.table]),
        check_name=outcome.check,
        severity=dg.AssetCheckSeverity.ERROR,
        description=outcome.message,
        metadata={
            "expectations": outcome.expectations,
            "rows_checked": outcome.checked,
            "rows_failed": outcome.failed,
            "broken": outcome.broken,
            "first_rows": dg.MetadataValue.md(_markdown(outcome.rows)),
        },
    )


def _markdown(rows: Sequence[dict[str, object]]) -> str:
    if not rows:
        return "none"
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += [
        "| " + " | ".join(str(row[name]).replace("|", "\\|").replace("\n", " ") for name in names) + " |"
        for row in rows
    ]
    return "\n".join(lines)
