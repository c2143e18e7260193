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

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the package is imported

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # deprecations inside its own dependencies
    import great_expectations as gx
    from great_expectations import ExpectationSuite as ExpectationSuite  # from here, so that what is above holds for it
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine

_lazy = SqlAlchemyExecutionEngine._execute_query_with_recovery


def _frozen(connection: Any, query: Any) -> Any:
    result = _lazy(connection, query)
    return result.freeze()() if result.returns_rows else result


SqlAlchemyExecutionEngine._execute_query_with_recovery = staticmethod(_frozen)


@contextmanager
def read_only(database: Path) -> Iterator[Any]:
    """A SQL data source on a DuckDB file that is closed again afterwards, so that the next writer can open it."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        "warehouse",
        connection_string=f"duckdb:///{database}",
        kwargs={"connect_args": {"read_only": True}},
        create_temp_table=False,
    )
    try:
        yield source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()
