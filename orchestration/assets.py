"""The assets of the main job: raw documents and candidates, the dbt models, the publication. Each calls the module that does the work."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets
from pydantic import Field

from extract import planning, raw_schema, store
from orchestration import candidate as candidates
from orchestration import extraction_engine, faults, intake, observed, progress, publication, transform
from orchestration.companions import companions
from orchestration.drawing import OWNERS, Translator, source
from orchestration.home import PROJECT, Home
from orchestration.instance import LAUNCHER_TAG
from orchestration.observed import CANDIDATE, CURRENT, PUBLISHED, RAW_CANDIDATES, RAW_DOCUMENTS, READABLE

SAID_EVERY_SECONDS = 10


class Reading(dg.Config):
    """What the step `extraction` may be asked to do differently."""

    documents: list[str] = Field(
        default=[],
        description="Only files whose path below the inbox matches one of these patterns, such as 2023*.txt or bulletins/*.",
    )
    leave: list[str] = Field(default=[], description="Paths to leave for a later run: files that are still growing.")
    reread: bool = Field(default=False, description="Read the selected files even where nothing changed.")
    catch_up: int | None = Field(
        default=None,
        description="Read again at most so many of the documents that an older extractor has read; empty: all of them.",
    )
    engine: str = Field(
        default="", description="What reads the documents: local or ray; empty: as GREENLEDGER_ENGINE says, or local."
    )


class Building(dg.Config):
    """What the step `dbt_models` may be asked to do differently."""

    full_refresh: bool = Field(default=False, description="Build incremental tables from nothing (dbt --full-refresh).")


class Publishing(dg.Config):
    """What the step `publication` may be asked to do differently."""

    publish: bool = Field(default=True, description="False: build and check only; readers keep what is published.")


def extraction(version: str) -> dg.AssetsDefinition:
    """Raw documents and candidates. `version` is that of the extractor: the UI marks assets that another one has made."""
    common: dict[str, Any] = {
        "group_name": "raw",
        "owners": [OWNERS["raw"]],
        "tags": {"layer": "raw"},
        "kinds": {"python", "duckdb"},
        "code_version": version,
    }

    @dg.multi_asset(
        name="extraction",
        specs=[
            dg.AssetSpec(
                RAW_DOCUMENTS,
                description="One row per document content that was ever in the inbox: text, head, and why it could not be read.",
                metadata={
                    "grain": "one row for each document_id",
                    "dagster/column_schema": observed.raw_schema_of("documents"),
                    "dagster/code_references": source(PROJECT / "extract" / "store.py"),
                },
                **common,
            ),
            dg.AssetSpec(
                RAW_CANDIDATES,
                deps=[RAW_DOCUMENTS],
                description="One row per figure as the extractor read it, for one indicator and one measure, with the words that decided.",
                metadata={
                    "grain": "one row for each candidate_id",
                    "dagster/column_schema": observed.raw_schema_of("metric_candidates"),
                    "dagster/code_references": source(PROJECT / "extract" / "extraction.py"),
                },
                **common,
            ),
        ],
        check_specs=[
            dg.AssetCheckSpec(
                name=READABLE,
                asset=RAW_DOCUMENTS,
                description="Every file of the inbox could be read; the others are listed with a remedy.",
            ),
            dg.AssetCheckSpec(
                name=CURRENT,
                asset=RAW_DOCUMENTS,
                description="No document waits to be read again by the extractor of this release.",
            ),
        ],
    )
    def extraction(
        context: dg.AssetExecutionContext, config: Reading, home: dg.ResourceParam[Home]
    ) -> Iterator[dg.MaterializeResult]:
        """Read what is new or changed in the inbox; follow what was removed."""
        watch = progress.current()
        attended = _attended(context)
        selection = planning.Selection(tuple(config.documents), frozenset(config.leave), config.reread, config.catch_up)
        with faults.waited_for(context, home, attended=attended), watch.part("extract"):
            scan = intake.listing(home)
            with raw_schema.open_warehouse(home.warehouse) as con:
                extractor = store.current_extractor()
                plan = planning.plan(con, scan, extractor.version, selection)
                with extraction_engine.chosen(context, home, plan.items, config.engine) as engine:
                    report = store.load(con, plan, extractor, engine, progress=_told(context, watch.step))
                outcomes = observed.outcomes(con)
        for path, reason in report.ignored:
            context.log.info(f"{path}: {reason}")
        for failure in report.failures:
            context.log.warning(f"{failure.relative_path}: {failure.reason} {failure.remedy}")
        yield observed.documents(context.instance, report, outcomes, extractor.version, watch.seconds["extract"])
        yield observed.candidates(context.instance, report, outcomes, extractor, scored=not attended)

    return extraction


def dbt_models(manifest: Path) -> dg.AssetsDefinition:
    """Every dbt model and seed as an asset, every dbt data test as an asset check, those of schema raw too."""

    @dbt_assets(manifest=manifest, name="dbt_models", dagster_dbt_translator=Translator())
    def models(context: dg.AssetExecutionContext, config: Building, home: dg.ResourceParam[Home]) -> Iterator[Any]:
        watch = progress.current()
        attended = _attended(context)
        with faults.waited_for(context, home, attended=attended), watch.part("build"):
            yield from transform.build(context, home, watch, config.full_refresh, attended)

    return models


def candidate_file(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The marts as the file that readers would get; the gate looks at it."""

    @dg.asset(
        key=CANDIDATE,
        deps=marts,
        group_name="published",
        owners=[OWNERS["published"]],
        tags={"layer": "published"},
        kinds={"duckdb"},
        metadata={"dagster/code_references": source(PROJECT / "orchestration" / "candidate.py")},
    )
    def candidate(context: dg.AssetExecutionContext, home: dg.ResourceParam[Home]) -> dg.MaterializeResult:
        """The file about to be published, written beside the one that readers have."""
        with faults.waited_for(context, home, attended=_attended(context)), progress.current().part("publish"):
            built = candidates.build(home.warehouse, home.published, companions())
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(built.database),
                "publication": built.number,
                "changed": built.changed,
                "new_documents": built.new_documents,
            }
        )

    return candidate


def published_file() -> dg.AssetsDefinition:
    """The last asset: what readers open. It runs only when nothing before it, the gate included, has failed."""

    @dg.multi_asset(
        name="publication",
        specs=[
            dg.AssetSpec(
                PUBLISHED,
                deps=[CANDIDATE],
                skippable=True,
                group_name="published",
                owners=[OWNERS["published"]],
                tags={"layer": "published", "contract": "public"},
                kinds={"duckdb", "parquet"},
                description="The published database with its Parquet files and exports, replaced as a whole. The grain is that of each mart.",
                metadata={"dagster/code_references": source(PROJECT / "orchestration" / "publication.py")},
            )
        ],
    )
    def publication_step(
        context: dg.AssetExecutionContext, config: Publishing, home: dg.ResourceParam[Home]
    ) -> Iterator[dg.MaterializeResult]:
        if not config.publish:
            context.log.info("Nothing is published: this run was asked not to.")
            return
        watch = progress.current()
        with faults.waited_for(context, home, attended=_attended(context)), watch.part("publish"):
            done = publication.publish(home.published, companions())
        context.log.info(f"publication {done.release} stands" + ("" if done.changed else ", unchanged"))
        yield observed.publication(context.instance, home, done, watch.seconds)

    return publication_step


def _attended(context: dg.AssetExecutionContext) -> bool:
    """A person waits at a terminal for this run."""
    return context.run.tags.get(LAUNCHER_TAG) == "cli"


def _told(context: dg.AssetExecutionContext, step: Callable[[int, int, str], None]) -> Callable[[int, int, str], None]:
    """Progress for the bar of a terminal, and every few seconds for the run's page."""
    started = said = time.monotonic()

    def tell(done: int, total: int, name: str) -> None:
        nonlocal said
        step(done, total, name)
        now = time.monotonic()
        if now - said >= SAID_EVERY_SECONDS and done < total:
            said = now
            left = (now - started) / done * (total - done)
            context.log.info(
                f"{done} of {total} documents read, about {left / 60:.1f} min left; what is read is stored."
            )

    return tell


logging.getLogger("dagster_dbt").setLevel(logging.WARNING)
