"""The metrics of the semantic layer, asked through MetricFlow: each answers right on rows whose answer is plain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

# Two counties of one province and the province itself; fines add up over regions, concentrations do not.
ROWS = """
    create schema marts;
    create schema intermediate;
    create view intermediate.time_spine as
        select cast(unnest(generate_series(date '2022-01-01', date '2024-12-31', interval 1 day)) as date) as date_day;
    create table marts.dim_region as select * from (values
        ('330000', '甲省', '甲省', 1), ('330681', '乙市', '甲省', 3), ('330682', '丙市', '甲省', 3)
    ) as t (region_code, name_zh, province_zh, level);
    create table marts.dim_indicator as select * from (values
        ('pm', '细颗粒物', 'air', 'mean'), ('fine', '罚款', 'enforcement', 'sum')
    ) as t (indicator_code, name_zh, theme, aggregation);
    create table marts.fct_indicator_year as select *, 'u' as unit_code, 'full_year_own_report' as picked_rule from (values
        ('330681', 2023, 'pm', 30), ('330682', 2023, 'pm', 20), ('330000', 2023, 'pm', 27), ('330681', 2022, 'pm', 34),
        ('330681', 2023, 'fine', 100), ('330682', 2023, 'fine', 50), ('330682', 2024, 'fine', null)
    ) as t (region_code, year, indicator_code, actual_value);
    create table marts.fct_target_attainment as select *, 'earlier_plan' as target_source from (values
        ('330681', 2023, 'pm', true), ('330681', 2023, 'fine', false), ('330682', 2023, 'pm', true), ('330682', 2023, 'fine', null)
    ) as t (region_code, year, indicator_code, is_attained);
    create table marts.fct_consistency as select * from (values
        ('a', 'd1', '330681', 2023, 'pm', 'sum', 'fines', 'contradiction'), ('b', 'd1', '330681', 2023, 'pm', 'sum', 'fines', 'consistent'),
        ('c', 'd2', null, 2023, 'pm', 'days', 'days_by_ratio', 'consistent'), ('e', 'd2', null, 2023, 'pm', 'days', 'days_by_ratio', 'consistent')
    ) as t (check_id, document_id, region_code, year, indicator_code, family, rule_code, verdict);
"""
PM, FINE = "{{ Entity('indicator') }} = 'pm'", "{{ Entity('indicator') }} = 'fine'"
COUNTIES = "{{ Dimension('region__region_level') }} = 3"
QUESTIONS = {
    "mean_value": (["region__province_zh"], [PM, COUNTIES, "{{ TimeDimension('metric_time', 'year') }} = '2023-01-01'"], {("甲省", 25)}),
    "total_value": (["indicator__indicator_zh"], [], {("罚款", 150)}),
    "covered_regions": (["metric_time__year"], [FINE], {("2023", 2), ("2024", 0)}),
    "attained_targets": (["region__region_zh"], [], {("乙市", 1), ("丙市", 1)}),
    "judged_targets": (["region__region_zh"], [], {("乙市", 2), ("丙市", 1)}),
    "target_attainment_rate": (["region__region_zh"], [], {("乙市", 0.5), ("丙市", 1)}),
    "contradictions": (["check__family"], [], {("sum", 1), ("days", 0)}),
    "checks": (["check__family"], [], {("sum", 2), ("days", 2)}),
    "contradiction_rate": (["check__rule_code"], [], {("fines", 0.5), ("days_by_ratio", 0)}),
}  # fmt: skip


class DuckDb:
    """What MetricFlow needs to know of a database to write SQL for it; the test runs the SQL itself."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


@pytest.fixture(scope="module")
def ask_metric(dbt: Callable, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[tuple[Any, ...]]]:
    manifest = parse_manifest_from_dbt_generated_manifest(dbt.target.joinpath("semantic_manifest.json").read_text())
    engine = MetricFlowEngine(SemanticManifestLookup(manifest), DuckDb())
    warehouse = tmp_path_factory.mktemp("metrics") / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as con:
        con.execute(ROWS)

    def ask(metric: str, group_by: list[str], where: list[str]) -> list[tuple[Any, ...]]:
        request = MetricFlowQueryRequest.create(
            metric_names=[metric], group_by_names=group_by, where_constraints=where or None
        )
        with duckdb.connect(str(warehouse), read_only=True) as con:
            return con.execute(engine.explain(request).sql_statement.sql).fetchall()

    ask.metrics = {metric.name for metric in manifest.metrics}  # type: ignore[attr-defined]
    return ask


def test_every_metric_is_asked(ask_metric: Any) -> None:
    assert ask_metric.metrics == set(QUESTIONS)


@pytest.mark.parametrize("metric", QUESTIONS)
def test_a_metric_answers_right(ask_metric: Callable[..., list[tuple[Any, ...]]], metric: str) -> None:
    group_by, where, expected = QUESTIONS[metric]
    assert {
        (str(name)[:4] if "time" in group_by[0] else name, value) for name, value in ask_metric(metric, group_by, where)
    } == expected
