"""Sidecar metadata, from the files beside the reports to the marts: it wins over what the reports say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from extract import inbox, planning, raw_schema, store

REPORT = "云和县生态环境局工作总结\n（2021年12月30日）\n全年优良天数{}天，PM2.5平均浓度21微克/立方米。\n"


def test_sidecars_win_and_reach_the_facts(dbt: Callable, ask: Callable, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(REPORT.format(350 + number), encoding="utf-8")
    (folder / "sources.csv").write_text(
        "file_name,source_url,publisher,region_code,report_year,published_on\n"
        "1.txt,https://example.org/1,甲站,330681,2022,2023-02-03\n"
        "2.txt,https://example.org/2,甲站,330681,2022,2023-02-03\n",
        encoding="utf-8",
    )
    (folder / "2.txt.meta.yaml").write_text("publisher: 乙站\nregion_code: F330991\n", encoding="utf-8")
    warehouse = tmp_path / "warehouse.duckdb"
    with raw_schema.open_warehouse(warehouse) as con:
        extractor = store.current_extractor()
        store.load(con, planning.plan(con, inbox.scan(folder), extractor.version), extractor)
    assert dbt(warehouse, "seed").success
    assert dbt(warehouse, "run").success
    assert ask(
        warehouse,
        "select file_name, region_code, report_year, published_on, source_url, publisher "
        "from marts.dim_document order by 1",
    ) == [
        ("0.txt", "331125", 2021, date(2021, 12, 30), None, None),
        ("1.txt", "330681", 2022, date(2023, 2, 3), "https://example.org/1", "甲站"),
        ("2.txt", "F330991", 2022, date(2023, 2, 3), "https://example.org/2", "乙站"),
    ]
    assert ask(
        warehouse,
        "select region_code, year, value from marts.fct_observation where indicator_code = 'air_good_days_count' order by 3",
    ) == [("331125", 2021, 350), ("330681", 2022, 351), ("F330991", 2022, 352)]
