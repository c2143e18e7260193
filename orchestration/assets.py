"""The assets of the main job: raw documents and candidates, the dbt models, the publication. Each calls the module that does the work."""

import functools
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from exports import write as exports
from extract import inbox, planning, raw_schema, store
from orchestration import extraction_engine, progress, publication, transform
from orchestration.home import Home

RAW_DOCUMENTS = dg.AssetKey(["raw", "documents"])
RAW_CANDIDATES = dg.AssetKey(["raw", "metric_candidates"])
PUBLISHED = dg.AssetKey(["published", "greenledger"])
EXPORTS = "GREENLEDGER_EXPORTS"  # which formats; see exports/write.py


@dg.multi_asset(
    name="extraction",
    group_name="raw",
    specs=[
        dg.AssetSpec(
            RAW_DOCUMENTS,
            description="One document content of the inbox: text, head, and why it could not be read.",
            kinds={"python", "duckdb"},
        ),
        dg.AssetSpec(
            RAW_CANDIDATES,
            description="One figure as the extractor read it, with its quote and the words that decided.",
            kinds={"python", "duckdb"},
        ),
    ],
)
def extraction(context: dg.AssetExecutionContext, home: dg.ResourceParam[Home]) -> Iterator[dg.MaterializeResult]:
    """Read what is new or changed in the inbox; follow what was removed."""
    watch = progress.current()
    with watch.part("extract"), raw_schema.open_warehouse(home.warehouse) as con:
        extractor = store.current_extractor()
        plan = planning.plan(con, inbox.scan(home.inbox, exclude=home.path), extractor.version)
        with extraction_engine.chosen(home, plan.items) as engine:
            report = store.load(con, plan, extractor, engine, progress=watch.step)
    for path, reason in report.ignored:
        context.log.info(f"{path}: {reason}")
    for failure in report.failures:
        context.log.warning(f"{failure.relative_path}: {failure.reason} {failure.remedy}")
    yield dg.MaterializeResult(
        asset_key=RAW_DOCUMENTS,
        metadata={
            "dagster/row_count": report.documents,
            "new": report.new,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "read": report.read,
            "failed": len(report.failures),
            "extractor_version": extractor.version,
            "failures": dg.MetadataValue.md(_failures(report.failures)),
        },
    )
    yield dg.MaterializeResult(asset_key=RAW_CANDIDATES, metadata={"dagster/row_count": report.candidates})


def dbt_models(manifest: Path) -> dg.AssetsDefinition:
    """Every dbt model and seed as an asset, every dbt test as an asset check."""

    @dbt_assets(manifest=manifest, name="dbt_models")
    def models(context: dg.AssetExecutionContext, home: dg.ResourceParam[Home]) -> Iterator[Any]:
        watch = progress.current()
        with watch.part("build"):
            yield from transform.build(context, home, watch)

    return models


def published_file(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The last asset: what readers open. It runs only when nothing before it, checks included, has failed."""

    @dg.asset(key=PUBLISHED, deps=marts, group_name="published", kinds={"duckdb", "parquet"})
    def greenledger(context: dg.AssetExecutionContext, home: dg.ResourceParam[Home]) -> dg.MaterializeResult:
        """The published database with its Parquet files and exports, replaced as a whole."""
        wanted = exports.formats(os.environ.get(EXPORTS))
        companion = publication.Companion(
            exports.FOLDER, f"{exports.version()} {wanted}", functools.partial(exports.write, wanted=wanted)
        )
        with progress.current().part("publish"):
            done = publication.publish(home.warehouse, home.published, [companion] if wanted else [])
        context.log.info(f"publication {done.release} stands" + ("" if done.changed else ", unchanged"))
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(done.path),
                "release": done.release,
                "changed": done.changed,
                "new_documents": done.new_documents,
                "bytes": done.bytes,
                "rows": dg.MetadataValue.json(done.rows),
            }
        )

    return greenledger


def _failures(failures: Sequence[store.Failure]) -> str:
    lines = [f"| {failure.relative_path} | {failure.reason} | {failure.remedy} |" for failure in failures]
    return "\n".join(["| file | reason | remedy |", "|---|---|---|", *lines]) if lines else "none"


logging.getLogger("dagster_dbt").setLevel(logging.WARNING)
