"""From a fact back to its words: the figure in its sentence, and each step between the two."""

from __future__ import annotations

from typing import Any

import duckdb
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from orchestration.home import Home

PUBLISHED = """
    select 'observation' as kind, observation_id as id, * exclude (observation_id, sentence, section)
    from marts.fct_observation where observation_id like ? || '%'
    union all by name
    select 'rejected' as kind, candidate_id as id, * exclude (candidate_id)
    from marts.rejected_candidate where candidate_id like ? || '%'
    order by id limit 6
"""
# What the extractor proposed, or a person alone vouches for, and what was decided on it.
PROPOSED = """
    with vouched as (
        select *, true as is_vouched from intermediate.int_override_candidates where candidate_id like ? || '%'
    ),
    proposed as (
        select *, false as is_vouched from raw.metric_candidates where candidate_id like ? || '%'
        union all by name
        select * exclude (sentence, spelled_value) from vouched
    ),
    decisions as (
        select candidate_id, overrides.*
        from intermediate.int_overrides as overrides join (
            select candidate_id, override_id from intermediate.int_override_matches
            union all select candidate_id, override_id from vouched
        ) as met using (override_id)
    )
    select
        c.*, d.text, d.file_name, d.title, d.issuer,
        decided.spelled_value, decided.factor, decided.unit_code, decided.value as converted, decided.indicator_unit_code,
        decided.hard_min, decided.hard_max, decided.override_action, decided.reject_reason,
        decisions.indicator_code as set_indicator, decisions.region_code as set_region, decisions.year as set_year,
        decisions.value as set_value, decisions.reviewer, decisions.reviewed_on, decisions.reason as override_reason,
        indicators.name_zh as indicator_zh, regions.name_zh as region_zh, reasons.description as reason
    from proposed as c
    join raw.documents as d using (document_id)
    left join intermediate.int_candidates_decided as decided using (candidate_id)
    left join decisions using (candidate_id)
    left join seeds.indicators as indicators on c.indicator_code = indicators.indicator_code
    left join seeds.regions as regions on c.region_code = regions.region_code
    left join seeds.reject_reasons as reasons on decided.reject_reason = reasons.reason_code
    order by c.candidate_id limit 6
"""


class Unknown(LookupError):
    """No figure has this id, or several have ids that begin like it."""


def show(home: Home, figure_id: str) -> None:
    """Print how the figure was read and decided. Raises Unknown."""
    console = Console(highlight=False)
    try:
        row = _one(_rows(home.warehouse, PROPOSED, [figure_id] * 2), "candidate_id", figure_id)
    except duckdb.IOException:
        # A run holds the warehouse. What is published still tells what was decided, though not by which words.
        row = _one(_rows(home.database, PUBLISHED, [figure_id] * 2), "id", figure_id)
        console.print(
            "A run holds the warehouse at the moment; the words that decided are shown when it has ended.",
            style="yellow",
        )
        console.print(_table([(name, str(value)) for name, value in row.items() if value is not None]))
        return
    console.print(_sentence(row))
    console.print(_table(_steps(row)))


def _rows(path: Any, sql: str, parameters: list[str]) -> list[dict[str, Any]]:
    if not path.exists():
        raise Unknown(f"There is no {path}.")
    with duckdb.connect(str(path), read_only=True) as con:
        try:
            result = con.execute(sql, parameters)
        except duckdb.CatalogException as error:
            raise Unknown(f"The warehouse is not built yet ({str(error).splitlines()[0]}).") from error
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _one(rows: list[dict[str, Any]], key: str, figure_id: str) -> dict[str, Any]:
    if not rows:
        raise Unknown(f"No figure has the id {figure_id}.")
    if len(rows) > 1:
        raise Unknown(f"Several figures have ids that begin with {figure_id}: {', '.join(row[key] for row in rows)}.")
    return rows[0]


def _sentence(row: dict[str, Any]) -> Panel:
    """The sentence with the figure and the words for its indicator marked; spans count in the stored text."""
    start, end = row["sentence_start"], row["sentence_end"]
    text = Text(row["text"][start:end])
    if row["indicator_start"] is not None:
        text.stylize("bold cyan", max(row["indicator_start"] - start, 0), max(row["indicator_end"] - start, 0))
    text.stylize("bold reverse", row["char_start"] - start, row["char_end"] - start)
    place = " › ".join(part for part in (row["file_name"], row["section"]) if part)
    return Panel(
        text,
        title=f"{place} [{row['char_start']}–{row['char_end']}]",
        subtitle=f"「{row['quote']}」",
        title_align="left",
    )


def _steps(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("id", row["candidate_id"]),
        ("document", f"{row['document_id']} {row['title'] or ''} ({row['issuer'] or 'issuer unknown'})"),
        *(_vouched(row) if row["is_vouched"] else _read(row)),
        (
            "hard range",
            f"{_number(row['hard_min'], '-∞')} to {_number(row['hard_max'], '∞')} {row['indicator_unit_code'] or ''}",
        ),
        *([("override", _override(row))] if row["override_action"] else []),
        *([("doubt", row["doubt"])] if row["doubt"] else []),
        (
            "decision",
            f"rejected: {row['reject_reason']}. {row['reason'] or ''}" if row["reject_reason"] else "observation",
        ),
    ]


def _read(row: dict[str, Any]) -> list[tuple[str, str]]:
    """What the extractor read, and by which words."""
    indicator = f"{row['indicator_code'] or 'none'} {row['indicator_zh'] or ''}"
    return [
        (
            "printed",
            f"number 「{row['value_text']}」, unit 「{row['unit_text']}」"
            + (", hidden in the source" if row["is_masked"] else ""),
        ),
        ("indicator", f"{indicator}  ← {_words(row['indicator_text'])}, {row['link_rule']}"),
        (
            "region",
            f"{row['region_code'] or 'none'} {row['region_zh'] or ''}  ← {_words(row['region_text'])}, {row['region_rule']}",
        ),
        *([("scope", row["scope"])] if row["scope"] else []),
        ("period", f"{_span(row)}, {row['period_type']}  ← {_words(row['period_text'])}, {row['period_rule']}"),
        ("scenario", f"{row['scenario']}  ← {_words(row['scenario_text'], 'no cue: the default')}"),
        (
            "measure",
            f"{row['measure']}  ← {_words(row['measure_text'], 'no cue: the default')}"
            + (f", against {row['base']}" if row["base"] else ""),
        ),
        ("qualifier", row["qualifier"]),
        ("conversion", _conversion(row)),
    ]


def _vouched(row: dict[str, Any]) -> list[tuple[str, str]]:
    """What a person vouches for though the extractor does not read it: no words decided on it."""
    return [
        ("printed", f"「{row['quote']}」, which the extractor does not read (any more)"),
        ("indicator", f"{row['indicator_code']} {row['indicator_zh'] or ''}"),
        ("region", f"{row['region_code'] or 'none'} {row['region_zh'] or ''}"),
        ("period", f"{_span(row)}, {row['period_type']}"),
        ("value", f"{_number(row['converted'])} {row['unit_code']}"),
    ]


def _span(row: dict[str, Any]) -> str:
    return f"{row['period_start']} to {row['period_end']}" if row["period_end"] else "none"


def _override(row: dict[str, Any]) -> str:
    """Who decided what on the figure, when and why."""
    changes = {
        "indicator": row["set_indicator"],
        "region": row["set_region"],
        "year": row["set_year"],
        "value": None if row["set_value"] is None else f"{_number(row['set_value'])} {row['unit_code']}",
    }
    said = ", ".join(f"{name} {value}" for name, value in changes.items() if value is not None)
    what = f"{row['override_action']} ({said})" if said else row["override_action"]
    return f"{what}  ← {row['reviewer']}, {row['reviewed_on']}: {row['override_reason']}"


def _conversion(row: dict[str, Any]) -> str:
    if row["spelled_value"] is None:
        return "no number"
    spelled = f"{_number(row['spelled_value'])} {row['unit_spelling'] or '(no unit printed)'}"
    if row["factor"] is None:
        return f"{spelled} cannot be converted to {row['unit_code'] or 'an unknown unit'}"
    return f"{spelled} × {_number(row['factor'])} = {_number(row['converted'])} {row['unit_code']}"


def _words(text: str, otherwise: str = "no words") -> str:
    return f"「{text}」" if text else otherwise


def _number(value: Any, otherwise: str = "none") -> str:
    return otherwise if value is None else f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _table(rows: list[tuple[str, str]]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(value.strip()))
    return table
