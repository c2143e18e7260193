"""A connection for other people's SQL: it reads the published file and reaches nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

# Read-only alone is no sandbox: SQL reads files, writes files and loads code. In this order: the last closes the door.
SEALED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # names of Python variables are no tables
    "temp_directory": "''",  # nothing is written beside the file: what does not fit into memory fails
    "enable_external_access": "false",
    "lock_configuration": "true",
}


@contextmanager
def sealed(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database, with the marts as the default schema. Raises duckdb.Error."""
    with duckdb.connect(str(database.resolve()), read_only=True) as con:
        con.execute("set schema = 'marts'")
        for name, value in SEALED.items():
            con.execute(f"set {name} = {value}")
        yield con
