"""What the explorer's pages cost as a publication grows: seconds of the processor and of the clock for each page, as a table.

python bench/pages.py [HOME] [--observations N]: HOME holds a publication (default: data). Its documents are copied until there
are N observations (default: 200,000), each copy for other counties with other values, and every page is asked several times.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import duckdb
import uvicorn

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
ROUNDS = 5
# Tables whose rows belong to documents, and the columns that name them or what is derived from them.
_IDS = {
    "dim_document": ["document_id"],
    "fct_observation": ["observation_id", "document_id"],
    "rejected_candidate": ["candidate_id", "document_id"],
    "fct_consistency": ["check_id", "document_id", "stated_observation_id"],
    "fct_standard_compliance": ["observation_id", "document_id"],
    "fct_indicator_year": [f"{each}_observation_id" for each in ("actual", "target", "yoy_change", "rank")],
    "fct_target_attainment": [f"{each}_observation_id" for each in ("actual", "target", "gap")],
}
_VALUES = ("value", "actual_value", "target_value")
_KEYED = ("fct_indicator_year", "fct_target_attainment")  # one row for a region, year and indicator


def multiply(source: Path, published: Path, observations: int) -> int:
    """Write a publication of about so many observations; returns how many there are."""
    published.mkdir(parents=True)
    with duckdb.connect() as con:
        con.execute(f"attach '{source / 'greenledger.duckdb'}' as source (read_only)")
        con.execute(f"attach '{published / 'greenledger.duckdb'}' as target")
        con.execute("create schema target.marts")
        (have,) = con.execute("select count(*) from source.marts.fct_observation").fetchone() or (1,)
        con.execute(f"""
            create temp table copies as
            with counties as (
                select region_code, row_number() over (order by md5(region_code)) - 1 as number
                from source.marts.dim_region where level = 3 and is_current and not is_functional
            ), origins as (
                select region_code, row_number() over (order by region_code) as number
                from (select distinct region_code from source.marts.fct_observation where region_code is not null)
            )
            select c.range as copy, left(md5('copy' || c.range), 8) as mark, o.region_code as origin, n.region_code as county,
                0.7 + hash(c.range * 31 + o.number) % 6000 / 10000 as factor
            from range({max(observations // have, 1)}) as c cross join origins as o
            inner join counties as n on (c.range * (select count(*) from origins) + o.number) % (select count(*) from counties) = n.number
        """)
        marks = "(select distinct copy, mark from copies)"
        tables = con.execute(
            "select table_name from duckdb_tables() where database_name = 'source' and schema_name = 'marts' order by 1"
        ).fetchall()
        for (table,) in tables:
            if table not in _IDS:
                con.execute(f"create table target.marts.{table} as from source.marts.{table}")
                continue
            columns = [row[0] for row in con.execute(f"describe source.marts.{table}").fetchall()]
            changed = [f"left(m.mark || t.{each}, 20) as {each}" for each in _IDS[table]]
            changed += [
                f"(t.{each} * coalesce(c.factor, 1))::decimal(28, 2) as {each}" for each in _VALUES if each in columns
            ]
            changed += ["coalesce(c.county, t.region_code) as region_code"] if "region_code" in columns else []
            if "observation_ids" in columns:
                changed.append(
                    "list_transform(t.observation_ids, lambda each: left(m.mark || each, 20)) as observation_ids"
                )
            origin = "on c.copy = m.copy and c.origin = t.region_code" if "region_code" in columns else "on false"
            once = (
                "qualify row_number() over (partition by coalesce(c.county, t.region_code), t.year, t.indicator_code order by m.copy) = 1"
                if table in _KEYED
                else ""
            )
            con.execute(
                f"create table target.marts.{table} as select t.* replace ({', '.join(changed)})"
                f" from source.marts.{table} as t cross join {marks} as m left join copies as c {origin} {once}"
            )
        (published / "documents").mkdir()
        con.execute(
            f"copy (select left(m.mark || t.document_id, 20) as document_id, t.text"
            f" from read_parquet('{source / 'documents'}/*.parquet') as t cross join {marks} as m order by m.copy)"
            f" to '{published / 'documents' / 'part.parquet'}' (format parquet, compression zstd)"
        )
        return int((con.execute("select count(*) from target.marts.fct_observation").fetchone() or [0])[0])


def addresses(database: Path) -> dict[str, str]:
    """Every page with what is much to show, by name."""
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("use marts")
        region, document, fact = con.execute("""
            select region_code, document_id, observation_id from fct_observation
            where region_code = (select region_code from fct_indicator_year group by 1 order by count(*) desc, 1 limit 1) limit 1
        """).fetchone() or ("", "", "")
        (rejected,) = con.execute("select candidate_id from rejected_candidate limit 1").fetchone() or ("",)
        others = con.execute(
            "select distinct region_code from fct_indicator_year where indicator_code = 'air_pm25_annual_mean' order by 1 limit 6"
        ).fetchall()
    return {
        "map": "/",
        "map of all counties": "/?level=3",
        "map of a province": f"/?area={region[:2]}0000&level=3",
        "regions": "/regions",
        "regions by name": f"/regions?words={quote('州')}",
        "region": f"/region/{region}",
        "compare": "/compare?" + "&".join(f"region={code}" for (code,) in others),
        "indicators": "/indicators",
        "indicator": "/indicator/air_pm25_annual_mean",
        "documents": "/documents",
        "document": f"/document/{document}",
        "observation": f"/observation/{fact}",
        "rejected": f"/observation/{rejected}",
        "search": "/search",
        "search by words": f"/search?words={quote('罚款')}",
        "search by region": f"/search?region={region[:4]}00&sort=value",
        "search, far page": "/search?page=1000",
        "quality": "/quality",
        "checks": "/checks?verdict=all",
        "map as CSV": "/?level=3&csv=map",
    }


def main() -> None:
    from explorer import boundaries
    from explorer.app import application
    from explorer.serve import listening

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, nargs="?", default=PROJECT / "data")
    parser.add_argument("--observations", type=int, default=200_000)
    parser.add_argument("--keep", type=Path, help="where to write the publication and leave it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        published = (asked.keep or Path(scratch)) / "published"
        count = multiply((asked.home / "published").resolve() / "current", published, asked.observations)
        database = published / "greenledger.duckdb"
        listener = listening(0)
        server = uvicorn.Server(uvicorn.Config(application(database), log_level="error", lifespan="off"))
        threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
        boundaries.prepare()
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        print(f"{count:,} observations, {database.stat().st_size / 1e6:.0f} MB")
        print(f"{'page':22} {'first ms':>9} {'median ms':>10} {'processor ms':>13} {'kB':>7}")
        for name, path in addresses(database).items():
            clock, processor, size = [], [], 0
            for _ in range(ROUNDS):
                started, used = time.perf_counter(), time.process_time()
                with urlopen(base + path, timeout=120) as answer:
                    size = len(answer.read())
                clock.append((time.perf_counter() - started) * 1000)
                processor.append((time.process_time() - used) * 1000)
            print(
                f"{name:22} {clock[0]:9.0f} {statistics.median(clock):10.0f} {statistics.median(processor):13.0f} {size / 1000:7.0f}"
            )
        server.should_exit = True


if __name__ == "__main__":
    main()
