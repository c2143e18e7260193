"""All exports of one publication, in one folder of the release: they are replaced with it, or not at all.

observations.csv indicator_years.csv …  datapackage.json      tidy tables with their meaning
sdmx/structure.xml  sdmx/data.csv                             SDMX 3.0
greenledger.xlsx                                              the workbook
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from exports import tidy

FOLDER = "exports"
WORKBOOK = "greenledger.xlsx"
FORMATS = ("csv", "sdmx", "xlsx")


def formats(words: str | None) -> tuple[str, ...]:
    """The formats that are asked for, all where nothing is said, none for `none`. Raises ValueError for one that is unknown."""
    if words is None or not words.strip():
        return FORMATS
    wanted = set(words.replace(",", " ").split()) - {"none"}
    if unknown := wanted - set(FORMATS):
        raise ValueError(f"There is no export {', '.join(sorted(unknown))}; there are {', '.join(FORMATS)} and none.")
    return tuple(name for name in FORMATS if name in wanted)


def write(database: Path, release: Path, wanted: Sequence[str] = FORMATS) -> None:
    """Write the exports of a published database into `exports` of its release. Raises duckdb.Error, OSError."""
    folder = release / FOLDER
    folder.mkdir()
    with tidy.open_published(database) as con:
        tables = tidy.tables(con)
        if "csv" in wanted:
            from exports import datapackage

            datapackage.write(con, tables, folder)
        if "sdmx" in wanted:
            from exports import sdmx

            (folder / "sdmx").mkdir()
            sdmx.write(con, folder / "sdmx")
        if "xlsx" in wanted:
            from exports import workbook

            workbook.write(con, next(table for table in tables if table.name == "indicator_years"), folder / WORKBOOK)


@cache
def version() -> str:
    """A hash of this package: it changes whenever the same publication could give other exports."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
