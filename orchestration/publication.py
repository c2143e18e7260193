"""What readers open: each publication is built beside (candidate.py), let through by the gate, and put in place by one rename.

    published/releases/000007/       one publication, never changed: greenledger.duckdb, parquet/, documents/, exports/, validation.html
    published/current                -> releases/000007, replaced by one rename: the whole publication changes at once
    published/greenledger.duckdb     -> current/greenledger.duckdb; likewise parquet, documents, exports and validation.html

A reader that has the file open keeps the old one. A run killed at any point leaves the links as they were.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import candidate as candidates
from orchestration.candidate import (
    DATABASE,
    PARQUET,
    REPORT,
    RESULTS,
    SCHEMA,
    Candidate,
    Companion,
    PublicationError,
    in_sql,
    name_of,
)
from orchestration.validation import results

KEPT = 3


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication that now stands. `changed` is false when it already held exactly this content."""

    release: str
    changed: bool
    path: Path
    report: Path
    rows: dict[str, int]
    new_documents: int
    bytes: int


def publish(published: Path, companions: Sequence[Companion] = ()) -> Publication:
    """Put the candidate in place that the gate has let through; `companions` are those that it was built for.

    The caller holds the home's lock. Raises PublicationError, or what a companion raises.
    """
    candidate = candidates.load(published)
    validation = _let_through(candidate)
    releases = published / "releases"
    if not candidate.changed:
        shutil.rmtree(candidate.folder)
        _link(published)
        release = releases / f"{candidate.number:06d}"
        return Publication(
            release.name, False, published / DATABASE, published / REPORT, candidate.rows, 0, _size(release)
        )
    rows = _write_results(candidate, validation)
    _write_parquet(candidate)
    for companion in companions:
        companion.write(candidate.database, candidate.folder)
    (candidate.folder / candidates.ABOUT).unlink()
    _seal(candidate.folder)
    release = releases / f"{candidate.number:06d}"
    candidate.folder.rename(release)
    _sync(releases)
    _replace_link(published / "current", Path("releases") / release.name)
    _link(published)
    _prune(releases, keep=release.name)
    return Publication(
        release.name, True, published / DATABASE, published / REPORT, rows, candidate.new_documents, _size(release)
    )


def _let_through(candidate: Candidate) -> results.Validation:
    """What the gate said of this very file."""
    validation = results.read(candidate.folder)
    if validation is None or validation.fingerprint != candidate.fingerprint:
        raise PublicationError("The gate has not looked at what was built. Run the whole job: greenledger run.")
    if validation.blocks:
        names = ", ".join(outcome.name for outcome in validation.outcomes if outcome.blocks)
        raise PublicationError(f"The gate does not let this through: {names}. See the validation report.")
    return validation


def _write_results(candidate: Candidate, validation: results.Validation) -> dict[str, int]:
    """Add what the gate said to the history that the file carries; returns rows by table."""
    rows = results.rows(validation)
    with duckdb.connect() as con:
        con.execute(f"attach '{in_sql(candidate.database)}' as candidate")
        places = ", ".join("?" * len(rows[0]))
        con.executemany(f"insert into candidate.{SCHEMA}.{RESULTS} values ({places})", rows)
        con.execute("checkpoint candidate")
    return {**candidate.rows, RESULTS: candidate.rows[RESULTS] + len(rows)}


def _write_parquet(candidate: Candidate) -> None:
    (candidate.folder / PARQUET).mkdir()
    with duckdb.connect() as con:
        con.execute(f"attach '{in_sql(candidate.database)}' as candidate (read_only)")
        for table in candidate.rows:
            con.execute(
                f"copy candidate.{SCHEMA}.{name_of(table)} to '{in_sql(candidate.folder / PARQUET / f'{table}.parquet')}' "
                "(format parquet, compression zstd)"
            )


def standing_releases(published: Path) -> list[Path]:
    """Publications on disk, oldest first."""
    return sorted(path for path in (published / "releases").glob("[0-9]*") if path.is_dir())


def _seal(folder: Path) -> None:
    """Make the files read-only and durable before anything points to them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            path.chmod(0o444)
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _link(published: Path) -> None:
    """Stable names for what the standing release holds."""
    standing = published / "current"
    names = [DATABASE, REPORT, *(path.name for path in sorted(standing.iterdir()) if path.is_dir())]
    for name in names:
        if (standing / name).exists() and not (published / name).is_symlink():
            _replace_link(published / name, Path("current") / name)
    _sync(published)


def _replace_link(link: Path, target: Path) -> None:
    beside = link.with_name(f".{link.name}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    beside.replace(link)


def _prune(releases: Path, keep: str) -> None:
    for path in standing_releases(releases.parent)[:-KEPT]:
        if path.name != keep:
            shutil.rmtree(path)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
