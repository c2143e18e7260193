"""What the small commands print: extractions, the gate's answer, the answer to a query."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration.asking import sealed
from orchestration.home import Home

if TYPE_CHECKING:
    from extract.candidates import Candidate
    from extract.documents import UnreadableDocument

FORMATS = ("table", "jsonl")
QUERY_FORMATS = ("table", "csv", "jsonl")
SHOWN_ROWS = 200
VALIDATION_ROWS = 10
_PIPED_WIDTH = 160  # a pipe has no width; a file is read in an editor


def extractions(files: Sequence[Path], form: str) -> list[tuple[Path, UnreadableDocument]]:
    """Print the candidates of each file; returns the files that could not be read."""
    from extract import documents, extraction

    failures: list[tuple[Path, UnreadableDocument]] = []
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PIPED_WIDTH)
    for path in files:
        try:
            document = documents.read(path)
        except documents.UnreadableDocument as error:
            failures.append((path, error))
            continue
        found = extraction.extract(document)
        if form == "jsonl":
            for candidate in found.candidates:
                print(
                    json.dumps(
                        {"file_name": document.file_name, **dataclasses.asdict(candidate)},
                        ensure_ascii=False,
                        default=str,
                    )
                )
        else:
            head = found.head
            console.print(
                Text(
                    f"{document.file_name}: {head.title or 'no title'} · {head.issuer or 'no issuer'} · {head.region_code or 'no region'} · {head.report_year or 'no year'}",
                    style="bold",
                )
            )
            console.print(_candidates(found.candidates))
            doubtful = sum(each.doubt is not None for each in found.candidates)
            console.print(
                f"{len(found.candidates)} figures: {len(found.candidates) - doubtful} read, {doubtful} in doubt\n"
            )
    return failures


def _candidates(candidates: Iterable[Candidate]) -> Table:
    table = Table(pad_edge=False, box=box.SIMPLE_HEAD)
    for name in ("span", "quote", "indicator", "region", "period", "what", "value", "doubt"):
        table.add_column(name, overflow="fold", no_wrap=name in {"span", "period"})
    for each in candidates:
        what = " ".join(
            word for word in (each.scenario, each.measure, each.qualifier if each.qualifier != "eq" else "") if word
        )
        value = (
            "hidden"
            if each.is_masked
            else f"{'' if each.value is None else format(each.value.normalize(), 'f')} {each.unit_spelling}"
        )
        cells = (
            *(f"{each.char_start}–{each.char_end}", each.quote, each.indicator_code or f"? {each.indicator_text}"),
            *(" ".join(part for part in (each.region_code, each.scope) if part), _period(each)),
            *(what, value, each.doubt or ""),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _period(each: Candidate) -> str:
    """The shortest way to say it: a year, its months, or first and last day."""
    start, end = each.period_start, each.period_end
    if start is None or end is None:
        return each.period_type
    if each.period_type == "annual":
        return str(end.year)
    if start.year == end.year and start.day == 1 and (end + timedelta(days=1)).day == 1:
        return f"{end.year}-{start.month:02}" + (f"…{end.month:02}" if end.month != start.month else "")
    return f"{start}…{end}"


def validation(home: Home, console: Console) -> bool:
    """Run the gate on what is built, without publishing it, and print what it says; true when it would let it pass."""
    from orchestration import candidate, logs
    from orchestration.companions import companions
    from orchestration.validation.judge import judge

    logs.to_file(home, everything=True)
    built = candidate.build(home.warehouse, home.published, companions())
    try:
        said = judge(built, home.validation_report)
    finally:
        shutil.rmtree(built.folder)
    marks = {"passed": "✓ holds", "told": "! told", "blocking": "✗ blocks", "broken": "✗ broken"}
    styles = {"passed": "green", "told": "yellow", "blocking": "red", "broken": "red"}
    table = Table(pad_edge=False)
    for name in ("", "check", "checked", "failed", "what it says"):
        table.add_column(name, overflow="fold", justify="right" if name in {"checked", "failed"} else "left")
    for outcome in said.outcomes:
        counts = f"{outcome.checked:,}", f"{outcome.failed:,}"
        words = Text(f"{outcome.title}：{outcome.message}")
        table.add_row(Text(marks[outcome.verdict], style=styles[outcome.verdict]), outcome.name, *counts, words)
    console.print(table)
    for outcome in said.outcomes:
        if outcome.rows:
            console.print(f"{outcome.name}: the first rows", style=f"bold {styles[outcome.verdict]}")
            names = [
                name for name in ("file_name", "quote", "subject", "why") if any(row[name] for row in outcome.rows)
            ]
            console.print(_rows(names, [[row[name] for name in names] for row in outcome.rows[:VALIDATION_ROWS]]))
    console.print(Text(f"report: {home.validation_report}"))
    return not said.blocks


def answer(database: Path, sql: str, form: str) -> None:
    """Run one query on the published file with everything but reading it switched off."""
    with sealed(database) as con:
        result = con.execute(sql)
        names = [column[0] for column in result.description or []]
        if form == "jsonl":
            while row := result.fetchone():
                print(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str))
        elif form == "csv":
            writer = csv.writer(sys.stdout)
            writer.writerow(names)
            while rows := result.fetchmany(1000):
                writer.writerows(rows)
        else:
            rows = result.fetchmany(SHOWN_ROWS + 1)
            Console().print(_rows(names, rows[:SHOWN_ROWS]))
            if len(rows) > SHOWN_ROWS:
                print(f"Only the first {SHOWN_ROWS} rows are shown; --format csv gives all.")


def _rows(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else Text(str(value)) for value in row))
    return table
