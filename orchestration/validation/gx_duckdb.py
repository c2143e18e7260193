"""The one place that makes Great Expectations work on DuckDB: a mend of a private function, and the read-only connection.

Great Expectations returns a lazy cursor after it has given the connection back; duckdb-sqlalchemy then finds no rows and almost every
expectation raises `list index out of range`. Freezing the result while the connection is held mends it. Private, hence
great-expectations is pinned exactly and tests/orchestration/test_expectations.py fails when the mend does not take.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import IteratorResult

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the package is imported

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # deprecations inside its own dependencies
    import great_expectations as gx
    from great_expectations import ExpectationSuite as ExpectationSuite  # from here, so that what is above holds for it
    from great_expectations.constants import MAX_RESULT_RECORDS
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine

_lazy = SqlAlchemyExecutionEngine._execute_query_with_recovery


def _frozen(connection: Any, query: Any) -> Any:
    """No more rows than Great Expectations looks at: a rule that a million rows break must not hold them all."""
    result = _lazy(connection, query)
    if not result.returns_rows:
        return result
    rows = result.fetchmany(MAX_RESULT_RECORDS)
    result.close()
    return IteratorResult(result._metadata, iter(rows))


SqlAlchemyExecutionEngine._execute_query_with_recovery = staticmethod(_frozen)


@contextmanager
def read_only(database: Path, last: Path | None = None) -> Iterator[Any]:
    """A SQL data source on a DuckDB file, with `last` attached beside it, that is closed again so that the next writer can open it."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        "candidate",
        connection_string=f"duckdb:///{database}",
        kwargs={"connect_args": {"read_only": True}},
        create_temp_table=False,
    )
    engine = source.get_execution_engine().engine
    try:
        # One connection is held: what is attached belongs to the instance, and that lives as long as a connection to it.
        with engine.connect() as held:
            if last is not None:
                path = str(last.resolve()).replace("'", "''")
                held.execute(text(f"attach '{path}' as last (read_only)"))
            yield source
    finally:
        source.get_execution_engine().close()
        engine.dispose()
        source.get_engine().dispose()


def scalar(source: Any, query: str) -> int:
    """One number, by the connection that Great Expectations uses: DuckDB refuses another one with other settings in this process."""
    with source.get_execution_engine().engine.connect() as connection:
        return int(connection.execute(text(query)).scalar() or 0)
