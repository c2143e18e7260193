"""Twenty questions that analysts ask of the published marts, and how long each takes."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import duckdb

ROUNDS = 5
QUERIES = {
    "one region's PM2.5 through the years": """
        select year, actual_value, target_value, n_sources from fct_indicator_year
        where region_code = (select max(region_code) from fct_indicator_year) and indicator_code = 'air_pm25_annual_mean' order by year""",
    "national mean of PM2.5 by year": """
        select year, avg(actual_value), count(*) from fct_indicator_year
        where indicator_code = 'air_pm25_annual_mean' group by year order by year""",
    "ranking of regions in the last year": """
        select region_code, name_zh, actual_value from fct_indicator_year join dim_region using (region_code)
        where indicator_code = 'air_good_days_ratio' and year = (select max(year) from fct_indicator_year)
        order by actual_value desc nulls last limit 20""",
    "provinces compared": """
        select province_zh, avg(actual_value) from fct_indicator_year join dim_region using (region_code)
        where indicator_code = 'air_good_days_ratio' group by province_zh order by 2 desc""",
    "coverage of indicators": """
        select indicator_code, count(*), count(distinct region_code), min(year), max(year) from fct_indicator_year group by 1 order by 2 desc""",
    "targets missed": """
        select indicator_code, count(*) filter (not is_attained), count(*) from fct_target_attainment group by 1 order by 2 desc""",
    "targets missed in one year with places": """
        select name_zh, indicator_code, target_value, actual_value from fct_target_attainment join dim_region using (region_code)
        where not is_attained and year = (select max(year) from fct_target_attainment) limit 100""",
    "compliance with the standard of fine dust": """
        select year, avg(is_compliant::int) from fct_standard_compliance
        where indicator_code = 'air_pm25_annual_mean' group by year order by year""",
    "contradictions by rule": "select rule_code, verdict, count(*) from fct_consistency group by all order by 3 desc",
    "reports with most contradictions": """
        select file_name, count(*) from fct_consistency join dim_document using (document_id)
        where verdict = 'contradicts' group by 1 order by 2 desc limit 20""",
    "why figures were rejected": "select reject_reason, count(*) from rejected_candidate group by 1 order by 2 desc",
    "rejected figures without indicator, by words": """
        select indicator_text, count(*) from rejected_candidate where indicator_code is null group by 1 order by 2 desc limit 50""",
    "a word in the sentences": "select count(*) from fct_observation where sentence like '%臭氧%'",
    "fines by year": """
        select year, sum(value), count(*) from fct_observation
        where indicator_code = 'enforcement_penalty_amount' and measure = 'level' and scenario = 'actual' group by 1 order by 1""",
    "changes on the year before": """
        select indicator_code, median(value) from fct_observation where measure = 'change_pct' and base = 'yoy' group by 1""",
    "masked figures": "select indicator_code, count(*) from fct_observation where is_masked group by 1 order by 2 desc",
    "one document's facts": """
        select indicator_code, value, unit_code, quote from fct_observation
        where document_id = (select min(document_id) from dim_document) order by char_start""",
    "one fact by its id": "select * from fct_observation where observation_id = (select min(observation_id) from fct_observation)",
    "wide table of one province": """
        select region_zh, year, pm25_ug_m3, good_days_pct, cases_filed from mart_indicator_wide
        where region_code like '33%' order by region_code, year""",
    "documents by year and kind": "select report_year, media_type, count(*), sum(char_count) from dim_document group by all order by 1",
}


def milliseconds(database: Path) -> dict[str, float]:
    """Median of some rounds for each question, in one read-only connection, answers fetched."""
    found = {}
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("set schema = 'marts'")
        for name, sql in QUERIES.items():
            times = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                con.execute(sql).fetchall()
                times.append(time.perf_counter() - start)
            found[name] = 1000 * statistics.median(times)
    return found
