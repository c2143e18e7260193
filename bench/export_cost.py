"""What the exports of a large publication cost: seconds, megabytes and memory of each format, as a table.

python bench/export_cost.py PUBLISHED.duckdb [--observations N]: the figures of the publication are repeated for other regions and
years until there are N of them (default one million).
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from exports import datapackage, sdmx, tidy, workbook  # noqa: E402

IDS = "actual_observation_id target_observation_id yoy_change_observation_id rank_observation_id".split()
CENTURY = 100  # years that a copy is moved by when the regions are used up


def multiply(source: Path, target: Path, observations: int) -> tuple[int, int]:
    """Repeat the facts of the publication; returns the observations and the answers that there are now."""
    ids = ", ".join(f"copy || '-' || {name} as {name}" for name in IDS)
    with duckdb.connect(str(target)) as con:
        con.execute(f"attach '{source}' as source (read_only)")
        con.execute(f'copy from database source to "{target.stem}"')
        con.execute("""
            create temp table facts as from marts.fct_observation;
            create temp table answers as from marts.fct_indicator_year;
            create temp table used as
            select region_code, row_number() over (order by region_code) - 1 as place
            from (select distinct region_code from facts where region_code is not null);
            create temp table regions as
            select region_code as new_code, row_number() over (order by region_code) - 1 as number from marts.dim_region;
            create temp table turn as select (select count(*) from regions) // (select count(*) from used) as copies;
        """)
        row = con.execute("select count(*) from facts").fetchone()
        copies = -(-observations // (row[0] if row else 1))
        con.execute(f"""
            create temp table places as
            select copy, used.region_code, new_code, copy // turn.copies * {CENTURY} as years
            from range({copies}) as r(copy) cross join turn cross join used
            join regions on number = (copy % turn.copies) * (select count(*) from used) + place;
            delete from marts.fct_observation;
            delete from marts.fct_indicator_year;
            insert into marts.fct_observation by name
            select facts.* replace (
                copy || '-' || observation_id as observation_id, new_code as region_code, year + years as year
            )
            from facts join places using (region_code);
            insert into marts.fct_indicator_year by name
            select answers.* replace (new_code as region_code, year + years as year, {ids})
            from answers join places using (region_code);
        """)
        counts = con.execute(
            "select (select count(*) from marts.fct_observation), (select count(*) from marts.fct_indicator_year)"
        ).fetchone()
    return counts or (0, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("published", type=Path)
    parser.add_argument("--observations", type=int, default=1_000_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "large.duckdb"
        observations, answers = multiply(args.published, database, args.observations)
        print(f"{observations:,} observations, {answers:,} answers, database {database.stat().st_size / 1e6:,.0f} MB")
        with tidy.open_published(database) as con:
            tables = tidy.tables(con)
            years = next(table for table in tables if table.name == "indicator_years")
            out = Path(folder) / "out"
            formats: dict[str, Callable[[Path], None]] = {
                "CSV + data package": lambda path: datapackage.write(con, tables, path),
                "SDMX": lambda path: sdmx.write(con, path),
                "workbook": lambda path: workbook.write(con, years, path / "greenledger.xlsx"),
            }
            print(f"{'format':<20}{'wall s':>8}{'CPU s':>8}{'MB':>8}{'peak MB':>9}")
            for name, write in formats.items():
                path = out / name
                path.mkdir(parents=True)
                wall, cpu = time.perf_counter(), time.process_time()
                write(path)
                size = sum(file.stat().st_size for file in path.iterdir())
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(
                    f"{name:<20}{time.perf_counter() - wall:>8.1f}{time.process_time() - cpu:>8.1f}"
                    f"{size / 1e6:>8.1f}{peak:>9.0f}"
                )


if __name__ == "__main__":
    main()
