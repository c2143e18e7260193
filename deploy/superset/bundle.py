"""The database, datasets, charts and dashboard as a bundle of assets, in the form that Superset exports and imports.

usage: python deploy/superset/bundle.py PUBLISHED.duckdb BUNDLE.zip       (with the project's Python, not Superset's)

Ids are derived from names, so that a second import replaces the first. Columns, labels and meanings are those of the exports.
"""

from __future__ import annotations

import argparse
import sys
import uuid
import zipfile
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from exports import tidy  # noqa: E402

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "greenledger/superset")
ROOT, UNDATED = "greenledger", "2000-01-01T00:00:00+00:00"
DATABASE = "greenledger"
DEFAULT_INDICATOR = "air_pm25_annual_mean"
TYPES = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "date": "DATE", "boolean": "BOOLEAN"}
Asset = dict[str, Any]

TARGETS_SQL = """
    select
        fact.region_code, region.name_zh as region_zh, region.province_zh, fact.year,
        fact.indicator_code, indicator.name_zh as indicator_zh, theme.name_zh as theme_zh,
        unit.name_zh as unit_zh, fact.target_value, fact.actual_value, fact.gap_computed as gap,
        case when fact.is_attained then '完成' when not fact.is_attained then '未完成' else '尚无实际值' end as attained_zh,
        fact.is_attained
    from marts.fct_target_attainment as fact
    left join marts.dim_region as region on fact.region_code = region.region_code
    left join marts.dim_indicator as indicator on fact.indicator_code = indicator.indicator_code
    left join marts.dim_unit as unit on fact.unit_code = unit.unit_code
    left join marts.dim_code as theme on theme.code_list = 'theme' and theme.code = indicator.theme
"""
CONTRADICTIONS_SQL = """
    select
        fact.region_code, region.name_zh as region_zh, region.province_zh, fact.year,
        fact.indicator_code, indicator.name_zh as indicator_zh, family.name_zh as kind_zh,
        fact.stated, round(fact.expected, 2) as expected, round(fact.difference, 2) as difference, unit.name_zh as unit_zh,
        coalesce(document.title, document.file_name) as document_title, stated.sentence
    from marts.fct_consistency as fact
    left join marts.dim_region as region on fact.region_code = region.region_code
    left join marts.dim_indicator as indicator on fact.indicator_code = indicator.indicator_code
    left join marts.dim_unit as unit on fact.unit_code = unit.unit_code
    left join marts.dim_document as document on fact.document_id = document.document_id
    left join marts.fct_observation as stated on fact.stated_observation_id = stated.observation_id
    left join marts.dim_code as family on family.code_list = 'family' and family.code = fact.family
    where fact.verdict = 'contradiction'
"""
MORE_TITLES = {
    "gap": "差距", "attained_zh": "完成情况", "is_attained": "是否完成", "kind_zh": "矛盾类型", "stated": "原文数值",
    "expected": "推算数值", "difference": "差值", "province_zh": "省份", "region_zh": "地区", "indicator_zh": "指标",
    "theme_zh": "领域", "unit_zh": "单位", "year_start": "年份(时间轴)", "is_latest": "最近一年",
}  # fmt: skip


def ident(name: str) -> str:
    return str(uuid.uuid5(NAMESPACE, name))


def metric(name: str, title: str, expression: str, form: str | None = None) -> Asset:
    return {"metric_name": name, "verbose_name": title, "expression": expression, "d3format": form}


def datasets(database: Path) -> dict[str, Asset]:
    """The datasets by name."""
    with tidy.open_published(database) as con:
        tables = {table.name: table for table in tidy.tables(con)}
        found = {}
        for name, title, sql, metrics in (
            ("observations", "观测", tables["observations"].sql, [
                metric("figures", "数值条数", "count(*)"),
                metric("documents", "文档数", "count(distinct document_id)"),
                metric("regions", "地区数", "count(distinct region_code)"),
                metric("masked", "隐去条数", "count(*) filter (where is_masked)"),
            ]),
            ("indicator_years", "指标年度值", tables["indicator_years"].sql, [
                metric("actual", "实际值", "max(actual_value)", ",.6~g"),
                metric("latest", "最近实际值", "max(actual_value) filter (where is_latest)", ",.6~g"),
                metric("latest_target", "同年目标值", "max(target_value) filter (where is_latest)", ",.6~g"),
            ]),
            ("targets", "目标完成情况", TARGETS_SQL, [
                metric("targets", "目标数", "count(*)"),
                metric("attained_share", "目标完成率", "count(*) filter (where is_attained) * 1.0 / nullif(count(is_attained), 0)", ".0%"),
            ]),
            ("contradictions", "自相矛盾", CONTRADICTIONS_SQL, [metric("contradictions", "矛盾数", "count(*)")]),
        ):  # fmt: skip
            more = "make_date(year::integer, 1, 1) as year_start"
            if name == "indicator_years":  # the last year with an actual figure: target and actual of one year compare
                more += (
                    ", actual_value is not null and year = max(year) filter (where actual_value is not null) "
                    "over (partition by region_code, indicator_code) as is_latest"
                )
            sql = f"select *, {more} from ({sql}) as rows"
            described = con.execute(f"describe {sql}").fetchall()
            known = {column.name: column for table in tables.values() for column in table.columns}
            found[name] = {
                "table_name": title,
                "schema": "marts",
                "sql": sql,
                "main_dttm_col": "year_start",
                "filter_select_enabled": True,
                "uuid": ident(f"dataset {name}"),
                "database_uuid": ident("database"),
                "version": "1.0.0",
                "columns": [_column(column, kind, known) for column, kind, *_ in described],
                "metrics": metrics,
            }
    return found


def _column(name: str, kind: str, known: dict[str, tidy.Column]) -> Asset:
    described = known.get(name)
    return {
        "column_name": name,
        "verbose_name": MORE_TITLES.get(name) or (described.title_zh if described else None) or name,
        "description": described.meaning if described else None,
        "is_dttm": kind == "DATE",
        "is_active": True,
        "type": "DOUBLE" if kind.startswith("DECIMAL") else kind,
        "groupby": True,
        "filterable": True,
    }


def where(column: str, operator: str, value: Any) -> Asset:
    return {"expressionType": "SIMPLE", "clause": "WHERE", "subject": column, "operator": operator, "comparator": value}


TABLE = {"query_mode": "raw", "adhoc_filters": [], "row_limit": 1000, "server_page_length": 20, "page_length": 20,
         "include_search": True, "table_timestamp_format": "%Y-%m-%d", "allow_render_html": False, "show_cell_bars": False}  # fmt: skip
NUMBER = {"header_font_size": 0.4, "subheader_font_size": 0.125, "adhoc_filters": [], "time_format": "smart_date"}
# name → title, dataset, kind of chart, parameters
CHARTS: dict[str, tuple[str, str, str, Asset]] = {
    "figures": ("数值条数", "observations", "big_number_total", {**NUMBER, "metric": "figures", "y_axis_format": ",d"}),
    "regions": ("地区数", "observations", "big_number_total", {**NUMBER, "metric": "regions", "y_axis_format": ",d"}),
    "documents": ("文档数", "observations", "big_number_total", {**NUMBER, "metric": "documents", "y_axis_format": ",d"}),
    "attained": ("目标完成率", "targets", "big_number_total", {**NUMBER, "metric": "attained_share", "y_axis_format": ".0%"}),
    "contradictions": ("自相矛盾", "contradictions", "big_number_total", {**NUMBER, "metric": "contradictions", "y_axis_format": ",d"}),
    "trend": ("各地区逐年变化", "indicator_years", "echarts_timeseries_line", {
        "x_axis": "year_start", "time_grain_sqla": "P1Y", "metrics": ["actual"], "groupby": ["region_zh"],
        "adhoc_filters": [where("actual_value", "IS NOT NULL", None)], "row_limit": 10000, "show_legend": True,
        "legendOrientation": "bottom", "x_axis_time_format": "%Y", "y_axis_format": ",.6~g", "markerEnabled": True, "markerSize": 6,
        "rich_tooltip": True, "tooltipTimeFormat": "%Y", "truncateYAxis": False, "show_value": True, "truncate_metric": True,
        "color_scheme": "supersetColors",
    }),
    "compare": ("最近一年的实际值与目标值", "indicator_years", "echarts_timeseries_bar", {
        "x_axis": "region_zh", "metrics": ["latest", "latest_target"], "groupby": [], "adhoc_filters": [where("is_latest", "==", True)], "row_limit": 200,
        "orientation": "vertical", "show_legend": True, "legendOrientation": "bottom", "y_axis_format": ",.6~g", "show_value": True,
        "x_axis_sort_asc": False, "x_axis_sort": "latest", "xAxisLabelRotation": 45, "xAxisLabelInterval": "0", "rich_tooltip": True,
        "color_scheme": "supersetColors",
    }),
    "targets": ("目标完成情况", "targets", "table", {
        **TABLE, "all_columns": ["region_zh", "year", "indicator_zh", "target_value", "actual_value", "gap", "unit_zh", "attained_zh"],
        "order_by_cols": ['["year", false]'],
    }),
    "contradicting": ("报告中自相矛盾之处", "contradictions", "table", {
        **TABLE, "all_columns": ["region_zh", "year", "indicator_zh", "kind_zh", "stated", "expected", "unit_zh", "document_title", "sentence"],
    }),
    "answers": ("指标年度值与原文", "indicator_years", "table", {
        **TABLE, "all_columns": ["region_zh", "year", "indicator_zh", "actual_value", "target_value", "unit_zh", "rank", "n_sources",
                                 "document_title", "sentence"],
        "order_by_cols": ['["year", false]', '["region_zh", true]'],
    }),
}  # fmt: skip
# rows of the dashboard: chart, width in twelfths; height of the row
ROWS = (
    ((("figures", 3), ("regions", 2), ("documents", 2), ("attained", 3), ("contradictions", 2)), 18),
    ((("trend", 7), ("compare", 5)), 56),
    ((("answers", 12),), 60),
    ((("targets", 12),), 50),
    ((("contradicting", 12),), 40),
)
# filters: title, column, options. An indicator is always chosen: figures of different indicators have nothing in common.
FILTERS = (
    ("领域", "theme_zh", {"multiSelect": True}),
    ("指标", "indicator_zh", {"multiSelect": False, "enableEmptyFilter": True}),
    ("省份", "province_zh", {"multiSelect": True}),
    ("地区", "region_zh", {"multiSelect": True}),
    ("年份", "year", {"multiSelect": True, "sortAscending": False}),
)
OVERVIEW = (
    "figures",
    "regions",
    "documents",
    "attained",
    "contradictions",
    "targets",
    "contradicting",
)  # not of one indicator


def dashboard(indicator_zh: str, numbers: dict[str, int]) -> Asset:
    """The dashboard with its rows and filters; `numbers` are the chart ids that filters leave out."""
    position: Asset = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": "生态环境指标总览"}},
    }
    for number, (charts, height) in enumerate(ROWS):
        row = f"ROW-{number}"
        position["GRID_ID"]["children"].append(row)
        position[row] = {
            "type": "ROW", "id": row, "children": [f"CHART-{name}" for name, _ in charts], "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }  # fmt: skip
        for name, width in charts:
            position[f"CHART-{name}"] = {
                "type": "CHART", "id": f"CHART-{name}", "children": [], "parents": ["ROOT_ID", "GRID_ID", row],
                "meta": {"width": width, "height": height, "chartId": numbers[name], "uuid": ident(f"chart {name}"), "sliceName": CHARTS[name][0]},
            }  # fmt: skip
    return {
        "dashboard_title": "生态环境指标总览",
        "description": "环境公报与工作报告中的数值：逐年变化、目标完成、自相矛盾，每个数值附原文。",
        "slug": "greenledger",
        "uuid": ident("dashboard"),
        "position": position,
        "metadata": {
            "cross_filters_enabled": True,
            "native_filter_configuration": [_filter(*each, indicator_zh, numbers) for each in FILTERS],
        },
        "version": "1.0.0",
        "published": True,
    }


def _filter(title: str, column: str, control: Asset, indicator_zh: str, numbers: dict[str, int]) -> Asset:
    chosen = [indicator_zh] if column == "indicator_zh" else None
    mask: Asset = {"extraFormData": {}, "filterState": {}}
    if chosen:
        mask = {
            "extraFormData": {"filters": [{"col": column, "op": "IN", "val": chosen}]},
            "filterState": {"value": chosen, "label": indicator_zh},
        }
    above = {"indicator_zh": ["theme_zh"], "region_zh": ["province_zh"]}.get(column, [])
    return {
        "id": f"NATIVE_FILTER-{column}",
        "name": title,
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "targets": [{"column": {"name": column}, "datasetUuid": ident("dataset indicator_years")}],
        "controlValues": {"enableEmptyFilter": False, "defaultToFirstItem": False, "searchAllOptions": False, "inverseSelection": False, **control},
        "defaultDataMask": mask,
        "cascadeParentIds": [f"NATIVE_FILTER-{name}" for name in above],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": [numbers[name] for name in OVERVIEW] if chosen else []},
    }  # fmt: skip


def bundle(database: Path) -> dict[str, Asset]:
    """The files of the bundle. Raises duckdb.Error where the publication is none."""
    with tidy.open_published(database) as con:
        row = con.execute("select name_zh from dim_indicator where indicator_code = ?", [DEFAULT_INDICATOR]).fetchone()
    numbers = {name: number for number, name in enumerate(CHARTS, 1)}
    files: dict[str, Asset] = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": UNDATED},
        "databases/greenledger.yaml": {
            "database_name": DATABASE, "sqlalchemy_uri": f"duckdb:///{database.absolute()}", "uuid": ident("database"),
            "expose_in_sqllab": True, "allow_run_async": False, "allow_ctas": False, "allow_cvas": False, "allow_dml": False,
            "allow_file_upload": False, "extra": {"schemas_allowed_for_file_upload": []}, "version": "1.0.0",
        },
        "dashboards/greenledger.yaml": dashboard(row[0] if row else "", numbers),
    }  # fmt: skip
    for name, content in datasets(database).items():
        files[f"datasets/greenledger/{name}.yaml"] = content
    for name, (title, dataset, kind, parameters) in CHARTS.items():
        files[f"charts/{name}.yaml"] = {
            "slice_name": title, "viz_type": kind, "params": {"viz_type": kind, **parameters}, "uuid": ident(f"chart {name}"),
            "dataset_uuid": ident(f"dataset {dataset}"), "version": "1.0.0",
        }  # fmt: skip
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("published", type=Path)
    parser.add_argument("bundle", type=Path)
    args = parser.parse_args()
    with zipfile.ZipFile(args.bundle, "w") as archive:
        for name, content in bundle(args.published).items():
            archive.writestr(f"{ROOT}/{name}", yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


if __name__ == "__main__":
    main()
