"""The gate as Dagster sees it: each rule is an asset check of the file about to be published; one that blocks stops the publication."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration import candidate, progress
from orchestration.home import Home
from orchestration.observed import CANDIDATE
from orchestration.validation.judge import judge
from orchestration.validation.results import Outcome
from orchestration.validation.rules import BLOCK, FLAG, QUARANTINE, WARN
from orchestration.validation.suite import RULES

SHOWN_ROWS = 10
WORDS = {
    BLOCK: "What fails blocks the publication.",
    QUARANTINE: "What fails is rejected and only told; the check itself blocks only when it breaks.",
    FLAG: "What fails is flagged and only told; the check itself blocks only when it breaks.",
    WARN: "What fails is only told; the check itself blocks only when it breaks.",
}
SHOWN = ("subject", "why", "quote", "sentence", "file_name", "key")


@dg.multi_asset_check(
    name="gate",
    # Every one may block: what only warns does when the check itself breaks, and says so by its severity.
    specs=[
        dg.AssetCheckSpec(
            rule.name,
            asset=CANDIDATE,
            description=f"{rule.title}。{rule.meaning} {WORDS[rule.outcome]}",
            blocking=True,
            metadata={"outcome": rule.outcome, "table": rule.table},
        )
        for rule in RULES
    ],
)
def gate(context: dg.AssetCheckExecutionContext, home: dg.ResourceParam[Home]) -> Iterator[dg.AssetCheckResult]:
    """Great Expectations on the file about to be published, read-only."""
    with progress.current().part("validate"):
        validation = judge(candidate.load(home.published), home.validation_report)
    for outcome in validation.outcomes:
        if outcome.blocks:
            context.log.error(f"{outcome.name}: {outcome.message}")
        elif not outcome.passed:
            context.log.warning(f"{outcome.name}: {outcome.message}")
        yield _result(outcome, home.validation_report)


def _result(outcome: Outcome, report: Path) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=outcome.passed,
        asset_key=CANDIDATE,
        check_name=outcome.name,
        severity=dg.AssetCheckSeverity.ERROR if outcome.blocks else dg.AssetCheckSeverity.WARN,
        description=f"{outcome.title}：{outcome.message}",
        metadata={
            "status": outcome.status,
            "outcome": outcome.outcome,
            "table": outcome.table,
            "rows_checked": outcome.checked,
            "rows_failed": outcome.failed,
            "first_rows": _table(outcome.rows[:SHOWN_ROWS]),
            "validation_report": dg.MetadataValue.url(report.as_uri()),
            "sql": dg.MetadataValue.md(f"```sql\n{outcome.sql}\n```"),
        },
    )


def _table(rows: Sequence[dict[str, Any]]) -> dg.TableMetadataValue:
    """The columns that say something. A table and no Markdown: text of documents is untrusted and shown as it is printed."""
    names = [name for name in SHOWN if any(row[name] for row in rows)]
    return dg.MetadataValue.table(
        records=[dg.TableRecord({name: str(row[name] or "") for name in names}) for row in rows],
        schema=dg.TableSchema(columns=[dg.TableColumn(name) for name in names]),
    )
