"""What the gate costs as the file grows: every rule on a candidate with many observations, held against a publication of the same size.

python bench/gate.py [FOLDER] [--observations N]: FOLDER holds reports (default: samples/), which are read and built once; their marts
are then copied, each copy for documents and a county of its own. The gate runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import warehouse as warehouses

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

GATE = """
import json, resource, sys, time
from pathlib import Path
started, used = time.monotonic(), time.process_time()
from orchestration.validation import expectations
imported, cpu = time.monotonic(), time.process_time()
outcomes = expectations.validate(Path(sys.argv[1]), Path(sys.argv[2]))
done = time.monotonic()
print(json.dumps({
    "import_s": imported - started, "gate_s": done - imported, "gate_cpu_s": time.process_time() - cpu,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    "rules": len(outcomes), "blocking": [each.name + ": " + each.message for each in outcomes if each.blocks],
    "told": {each.name: each.failed for each in outcomes if not each.passed and not each.blocks},
}))
"""


def candidate_of(folder: Path, scratch: Path) -> Path:
    """The file that a run on the reports would publish."""
    from orchestration import candidate

    warehouse = scratch / "warehouse.duckdb"
    warehouses.load(folder, warehouse)
    for command in ("seed", "run"):
        warehouses.build(warehouse, scratch, command)
    return candidate.build(warehouse, scratch / "published").database


def multiply(database: Path, observations: int) -> int:
    """Copy documents with their figures until there are so many observations; returns their number."""
    with duckdb.connect(str(database)) as con:
        known = con.execute("select count(*) from marts.fct_observation").fetchone()
        copies = max(observations // int((known or (1,))[0]), 1)
        con.execute(f"""
            create temp table counties as
            select row_number() over (order by region_code) - 1 as number, region_code as county
            from marts.dim_region where level = 3;
            create temp table copies as
            select range as copy, county, left(sha256('copy ' || range), 8) as mark
            from range(1, {copies}) join counties on range % (select count(*) from counties) = number;
        """)
        own = {
            "dim_document": ("document_id",),
            "fct_observation": ("observation_id", "document_id"),
            "rejected_candidate": ("candidate_id", "document_id"),
            "fct_quality_flag": ("observation_id", "compared_observation_id"),
            "fct_consistency": ("check_id", "document_id", "stated_observation_id"),
        }
        for table, names in own.items():
            columns = [row[0] for row in con.execute(f"describe marts.{table}").fetchall()]
            changed = [f"left(mark || t.{name}, 20) as {name}" for name in names]
            changed += ["if(t.region_code is null, null, county) as region_code"] if "region_code" in columns else []
            con.execute(
                f"insert into marts.{table} select t.* replace ({', '.join(changed)}) from marts.{table} as t cross join copies"
            )
        con.execute("""
            create or replace table marts.fct_indicator_year as
            select region_code, year, indicator_code, any_value(unit_code) as unit_code, min(value) as actual_value,
                arg_min(observation_id, value) as actual_observation_id, false as is_masked
            from marts.fct_observation where region_code is not null and year is not null and measure = 'level'
                and unit_code = (select unit_code from marts.dim_indicator as i where i.indicator_code = fct_observation.indicator_code)
                and value is not null
            group by region_code, year, indicator_code;
            update marts.build_info set
                document_count = (select count(*) from marts.dim_document where status = 'read'),
                observation_count = (select count(*) from marts.fct_observation),
                rejected_count = (select count(*) from marts.rejected_candidate);
            checkpoint;
        """)
        row = con.execute("select count(*) from marts.fct_observation").fetchone()
    return int((row or (0,))[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=PROJECT / "samples")
    parser.add_argument("--observations", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="greenledger-bench-") as scratch:
        database = candidate_of(options.folder, Path(scratch))
        count = multiply(database, options.observations)
        last = Path(scratch) / "last.duckdb"
        last.write_bytes(database.read_bytes())
        done = subprocess.run(
            [sys.executable, "-c", GATE, str(database), str(last)],
            cwd=PROJECT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        said = json.loads(done.stdout.splitlines()[-1])
    print("| observations | rules | import, s | gate, s | gate, CPU s | peak, MB |\n|---|---|---|---|---|---|")
    print(
        f"| {count:,} | {said['rules']} | {said['import_s']:.1f} | {said['gate_s']:.1f} | {said['gate_cpu_s']:.1f} | {said['peak_mb']:,} |"
    )
    print(f"told: {said['told']}")
    if said["blocking"]:
        raise SystemExit("\n".join(["The copies break rules:", *said["blocking"]]))


if __name__ == "__main__":
    main()
