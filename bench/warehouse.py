"""What a build costs as the warehouse grows: `dbt build` over candidates multiplied from real ones, as a table.

python bench/warehouse.py [FOLDER] [--large]: FOLDER holds reports (default: samples/); half a million candidates, with
--large five million too. Each copy of a document has an id and a region of its own, so that every join has to work.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
SIZES = (500_000, 5_000_000)


def load(folder: Path, warehouse: Path) -> int:
    """Read the reports as a run would; returns the number of candidates."""
    from extract import inbox, planning, raw_schema, store

    with raw_schema.open_warehouse(warehouse) as con:
        extractor = store.current_extractor()
        report = store.load(con, planning.plan(con, inbox.scan(folder), extractor.version), extractor)
    return report.candidates


def multiply(warehouse: Path, copies: int) -> int:
    """Copy every document with its candidates, each copy for another county; returns the number of candidates."""
    with duckdb.connect(str(warehouse)) as con:
        con.execute(f"""
            create temp table counties as
            select row_number() over (order by region_code) - 1 as number, region_code
            from read_csv('{PROJECT}/seeds/regions.csv', all_varchar = true) where level = '3' and valid_to is null;
            create temp table copies as
            select range as copy, region_code as county, left(sha256('copy ' || range), 8) as mark
            from range(1, {copies}) join counties on range % (select count(*) from counties) = number;
            insert into raw.documents by name
            select documents.* replace (
                left(mark || document_id, 20) as document_id,
                copy || '/' || relative_path as relative_path,
                if(region_code is null, null, county) as region_code
            ) from raw.documents cross join copies;
            insert into raw.metric_candidates by name
            select candidates.* replace (
                left(mark || candidate_id, 20) as candidate_id,
                left(mark || document_id, 20) as document_id,
                if(region_code is null, null, county) as region_code
            ) from raw.metric_candidates as candidates cross join copies;
        """)
        return int((con.execute("select count(*) from raw.metric_candidates").fetchone() or [0])[0])


def build(warehouse: Path, home: Path, *arguments: str) -> float:
    """Seconds of one dbt call, in this process with a parsed project."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["GREENLEDGER_WAREHOUSE"] = str(warehouse)
    paths = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    paths += ["--target-path", str(home / "target"), "--log-path", str(home / "logs"), "--log-level", "none"]
    started = time.monotonic()
    result = dbtRunner().invoke([*arguments, *paths])
    seconds = time.monotonic() - started
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    if not result.success:
        failed = [f"{r.node.name}: {r.message}" for r in result.result or [] if str(r.status) in ("error", "fail")]
        raise SystemExit("\n".join(failed) or str(result.exception))
    print(f"{arguments[0]}: {seconds:.1f} s", file=sys.stderr)
    if os.environ.get("GREENLEDGER_BENCH_NODES"):
        for node in sorted(result.result, key=lambda r: -r.execution_time)[:15]:
            print(f"    {node.execution_time:7.2f} s {node.node.name}", file=sys.stderr)
    return seconds


def rows(folder: Path, sizes: tuple[int, ...]) -> Iterator[tuple[int, float, float, float, float, float, int]]:
    """Candidates; seconds of a first build, its tests, a build after nothing and after one document changed; MB; peak MB."""
    models, tests = ("run",), ("test", "--exclude-resource-type", "unit_test")
    for size in (0, *sizes):
        with tempfile.TemporaryDirectory(prefix="greenledger-bench-") as scratch:
            home = Path(scratch)
            warehouse = home / "warehouse.duckdb"
            candidates = load(folder, warehouse)
            if size:
                candidates = multiply(warehouse, max(size // candidates, 2))
            build(warehouse, home, "seed")
            first = build(warehouse, home, *models)
            tested = build(warehouse, home, *tests)
            again = build(warehouse, home, *models)
            with duckdb.connect(str(warehouse)) as con:
                con.execute("""
                    update raw.metric_candidates set value = value + 1
                    where document_id = (select min(document_id) from raw.metric_candidates where value is not null)
                """)
            changed = build(warehouse, home, *models)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            yield candidates, first, tested, again, changed, warehouse.stat().st_size / 1e6, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=PROJECT / "samples")
    parser.add_argument(
        "--large", action="store_true", help="five million candidates too (some minutes, 10 GB of disk)"
    )
    parser.add_argument("--sizes", type=int, nargs="*", help="numbers of candidates to build instead")
    options = parser.parse_args()
    sizes = tuple(options.sizes) if options.sizes else SIZES if options.large else SIZES[:1]
    print(
        "| candidates | first build, s | tests, s | unchanged, s | one document changed, s | warehouse, MB | peak, MB |"
    )
    print("|---|---|---|---|---|---|---|")
    for row in rows(options.folder, sizes):
        cells = [f"{row[0]:,}", *(f"{value:.1f}" for value in row[1:5]), f"{row[5]:,.0f}", f"{row[6]:,}"]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
