"""The tables that are exported: facts joined with their names in Chinese and English, one row a figure, in a fixed order.

Each is SQL over the marts of an attached publication, and each column has a title and a meaning; whoever writes a format asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from exports.cells import escaped_sql

DATABASE = "published"


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is string, integer, number, date or boolean."""

    name: str
    kind: str
    title_zh: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """`key` identifies a row; `links` are column -> (table, its column)."""

    name: str
    title_zh: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]
    sql: str

    def escaped_sql(self) -> str:
        """The rows with every text safe in a cell; numbers are numbers."""
        cells = (
            f"{escaped_sql(column.name)} as {column.name}" if column.kind == "string" else column.name
            for column in self.columns
        )
        return f"select {', '.join(cells)} from ({self.sql})"

    def printed_sql(self) -> str:
        """The same as a file prints it: numbers without the zeros that storage adds."""
        cells = (
            f"{shortest_sql(each.name)} as {each.name}" if each.kind == "number" else each.name for each in self.columns
        )
        return f"select {', '.join(cells)} from ({self.escaped_sql()})"


def shortest_sql(decimal: str) -> str:
    """A decimal as text without the zeros that storage adds: 31 and not 31.00000000."""
    return f"regexp_replace({decimal}::varchar, '[.]?0+$', '')"


def open_published(database: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the publication attached read-only and its marts as the default schema."""
    con = duckdb.connect()
    quoted = str(database).replace("'", "''")
    con.execute(f"attach '{quoted}' as {DATABASE} (read_only)")
    con.execute(f"use {DATABASE}.marts")
    return con


def _named(code_list: str, column: str, alias: str | None = None) -> str:
    alias = alias or code_list
    return f"left join marts.dim_code as {alias} on {alias}.code_list = '{code_list}' and {alias}.code = {column}"


OBSERVATIONS_SQL = f"""
    select
        fact.observation_id, fact.document_id,
        coalesce(document.title, document.file_name) as document_title, document.issuer,
        fact.region_code, region.name_zh as region_zh, region.province_zh, fact.scope,
        fact.indicator_code, indicator.name_zh as indicator_zh, indicator.name_en as indicator_en,
        indicator.theme, theme.name_zh as theme_zh, theme.name_en as theme_en,
        fact.year, fact.period_start, fact.period_end,
        fact.period_type, period_type.name_zh as period_type_zh, period_type.name_en as period_type_en,
        fact.scenario, scenario.name_zh as scenario_zh, scenario.name_en as scenario_en,
        fact.measure, measure.name_zh as measure_zh, measure.name_en as measure_en, fact.base,
        fact.qualifier, qualifier.name_zh as qualifier_zh, qualifier.name_en as qualifier_en,
        fact.value, fact.unit_code, unit.name_zh as unit_zh, unit.name_en as unit_en,
        fact.is_masked, fact.obs_status, obs_status.name_zh as obs_status_zh, obs_status.name_en as obs_status_en,
        nullif(array_to_string(fact.quality_flags, '|'), '') as quality_flags,
        fact.value_text, fact.unit_text, fact.quote, fact.sentence, fact.section, fact.char_start, fact.char_end
    from marts.fct_observation as fact
    left join marts.dim_document as document using (document_id)
    left join marts.dim_region as region on region.region_code = fact.region_code
    left join marts.dim_indicator as indicator on indicator.indicator_code = fact.indicator_code
    left join marts.dim_unit as unit on unit.unit_code = fact.unit_code
    {_named("theme", "indicator.theme")}
    {_named("period_type", "fact.period_type")}
    {_named("scenario", "fact.scenario")}
    {_named("measure", "fact.measure")}
    {_named("qualifier", "fact.qualifier")}
    {_named("obs_status", "fact.obs_status")}
    order by fact.document_id, fact.char_start, fact.char_end, fact.observation_id
"""
INDICATOR_YEARS_SQL = f"""
    select
        answer.region_code, region.name_zh as region_zh, region.province_zh, answer.year,
        answer.indicator_code, indicator.name_zh as indicator_zh, indicator.name_en as indicator_en,
        indicator.theme, theme.name_zh as theme_zh, theme.name_en as theme_en,
        answer.unit_code, unit.name_zh as unit_zh, unit.name_en as unit_en,
        answer.actual_value, answer.actual_period_end, answer.target_value,
        answer.yoy_change_stated, answer.yoy_change_stated_unit_code, answer.yoy_change_computed, answer.rank,
        answer.is_masked, answer.n_sources, answer.spread,
        answer.picked_rule, rule.name_zh as picked_rule_zh, rule.name_en as picked_rule_en,
        answer.actual_observation_id, answer.target_observation_id,
        answer.yoy_change_observation_id, answer.rank_observation_id,
        fact.document_id, coalesce(document.title, document.file_name) as document_title, fact.sentence
    from marts.fct_indicator_year as answer
    left join marts.dim_region as region on region.region_code = answer.region_code
    left join marts.dim_indicator as indicator on indicator.indicator_code = answer.indicator_code
    left join marts.dim_unit as unit on unit.unit_code = answer.unit_code
    {_named("theme", "indicator.theme")}
    {_named("picked_rule", "answer.picked_rule", "rule")}
    left join marts.fct_observation as fact
        on fact.observation_id = coalesce(
            answer.actual_observation_id, answer.target_observation_id,
            answer.yoy_change_observation_id, answer.rank_observation_id
        )
    left join marts.dim_document as document on document.document_id = fact.document_id
    order by answer.region_code, answer.indicator_code, answer.year
"""
DIMENSIONS = {
    "indicators": ("dim_indicator", "指标", ("indicator_code",)),
    "regions": ("dim_region", "地区", ("region_code",)),
    "units": ("dim_unit", "单位", ("unit_code",)),
    "codes": ("dim_code", "代码", ("code_list", "code")),
    "documents": ("dim_document", "文档", ("document_id",)),
}
LINKS = {"document_id": "documents", "region_code": "regions", "indicator_code": "indicators", "unit_code": "units"}
MEANINGS = {
    "document_title": "Title of the document, or its file name where it has none.",
    "issuer": "Body that issued the document.",
    "province_zh": "Name of the province of the region.",
    "quality_flags": "Codes of list quality_flag, parted by |.",
    "document_id": "Document that prints the figure.",
    "theme": "Field of work.",
    "sentence": "The sentence that holds the figure.",
}
TITLES = {
    "name": "名称", "code_list": "代码表", "code": "代码", "title": "标题", "file_name": "文件名", "report_year": "报告年份",
    "published_on": "发布日期", "source_url": "来源网址", "level": "级别", "parent_code": "上级代码",
    "observation_id": "观测编号", "document_id": "文档编号", "document_title": "文档标题", "issuer": "发布机构",
    "region_code": "区划代码", "region": "地区", "province": "省份", "scope": "更窄的对象", "indicator_code": "指标代码",
    "indicator": "指标", "theme": "领域", "year": "年份", "period_start": "起始日", "period_end": "截止日",
    "period_type": "时段类型", "scenario": "情景", "measure": "度量", "base": "比较基准", "qualifier": "限定",
    "value": "数值", "unit_code": "单位代码", "unit": "单位", "is_masked": "原文隐去", "obs_status": "观测状态",
    "quality_flags": "质量标记", "value_text": "原文数字", "unit_text": "原文单位", "quote": "原文数值",
    "sentence": "原文句子", "section": "所在章节", "char_start": "起始位置", "char_end": "结束位置",
    "actual_value": "实际值", "actual_period_end": "实际值截止日", "target_value": "目标值",
    "yoy_change_stated": "同比变化(原文)", "yoy_change_stated_unit_code": "同比变化单位", "yoy_change_computed": "同比变化(计算)",
    "rank": "排名", "n_sources": "来源文档数", "spread": "各来源极差", "picked_rule": "取值规则",
    "actual_observation_id": "实际值观测编号", "target_observation_id": "目标值观测编号",
    "yoy_change_observation_id": "同比变化观测编号", "rank_observation_id": "排名观测编号",
}  # fmt: skip


def tables(con: duckdb.DuckDBPyConnection) -> list[Table]:
    """The exported tables of the attached publication: the two fact tables, then the dimensions. Raises duckdb.Error."""
    facts = [
        ("observations", "观测", "fct_observation", OBSERVATIONS_SQL, ("observation_id",)),
        ("indicator_years", "指标年度值", "fct_indicator_year", INDICATOR_YEARS_SQL, ("region_code", "year", "indicator_code")),
    ]  # fmt: skip
    found = [
        Table(name, title, _comment(con, source), _columns(con, source, sql), key, _links(con, sql), sql)
        for name, title, source, sql, key in facts
    ]
    for name, (source, title, key) in DIMENSIONS.items():
        sql = f"select * from marts.{source} order by {', '.join(key)}"
        found.append(Table(name, title, _comment(con, source), _columns(con, source, sql), key, (), sql))
    return found


def _columns(con: duckdb.DuckDBPyConnection, source: str, sql: str) -> tuple[Column, ...]:
    comments = dict(
        con.execute(
            "select column_name, comment from duckdb_columns() where database_name = ? and table_name = ?",
            [DATABASE, source],
        ).fetchall()
    )
    return tuple(
        Column(name, _kind(kind), _title(name), comments.get(name) or _meaning(name))
        for name, kind, *_ in con.execute(f"describe {sql}").fetchall()
    )


def _kind(kind: str) -> str:
    if kind.startswith("DECIMAL"):
        return "number"
    kinds = {"BIGINT": "integer", "INTEGER": "integer", "DATE": "date", "BOOLEAN": "boolean", "VARCHAR": "string"}
    if kind not in kinds:
        raise NotImplementedError(f"No export has a kind for {kind} yet: add it to exports/tidy.py.")
    return kinds[kind]


def _title(name: str) -> str:
    stem, language = name[:-3], name[-3:]
    if language == "_zh" and stem in TITLES:
        return TITLES[stem]
    if language == "_en" and stem in TITLES:
        return f"{TITLES[stem]}(英文)"
    return TITLES.get(name, "")


def _meaning(name: str) -> str:
    if name in MEANINGS:
        return MEANINGS[name]
    language = {"_zh": "Chinese", "_en": "English"}.get(name[-3:])
    return f"{language} name of the {name[:-3].replace('_', ' ')}." if language else ""


def _links(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[tuple[str, str, str], ...]:
    names = [row[0] for row in con.execute(f"describe {sql}").fetchall()]
    return tuple((name, LINKS[name], name) for name in names if name in LINKS)


def _comment(con: duckdb.DuckDBPyConnection, table: str) -> str:
    row = con.execute(
        "select comment from duckdb_tables() where database_name = ? and table_name = ?", [DATABASE, table]
    ).fetchone()
    return str(row[0] or "") if row else ""
