"""The validation report that people read: one HTML file that needs no network, in the words of the domain.

Text of documents is untrusted: the template escapes all of it, and the page forbids itself scripts and requests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.candidate import DOCUMENTS, SCHEMA, Candidate
from orchestration.validation.results import Validation
from orchestration.validation.rules import BLOCK, FLAG, QUARANTINE, WARN, seed_rows

OPEN_ROWS = 20  # the rest of a check's rows is folded
SECTIONS = (  # what becomes of what fails, in the order in which a reader needs it
    (BLOCK, "阻断", "Blocks the publication", "整体关系不成立，不发布；读者看到的仍是上一次发布。"),
    (QUARANTINE, "隔离", "Quarantined", "数值不可能成立：不作为事实，注明原因，其余内容照常发布。"),
    (FLAG, "存疑", "Flagged", "数值可能但不寻常：保留为事实，加上质量标记，请核对原文。"),
    (WARN, "告知", "Told", "不影响数值，但使用前应当知道。"),
)
OUTCOMES = {code: zh for code, zh, _, _ in SECTIONS}
VERDICTS = {"passed": "通过", "told": "提示", "blocking": "阻断", "broken": "校验出错"}

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["thousands"] = lambda value: f"{value:,}"


def render(validation: Validation, candidate: Candidate) -> str:
    """The page. The same validation of the same file gives the same bytes: no clock is shown."""
    texts = _texts(candidate, validation)
    checks: dict[str, list[dict[str, Any]]] = {code: [] for code in OUTCOMES}
    failed = dict.fromkeys(OUTCOMES, 0)
    for each in validation.outcomes:
        if not each.passed:
            section = BLOCK if each.blocks else each.outcome  # what breaks blocks, whatever it was to look for
            checks[section].append({"outcome": each, "rows": [_shown(row, texts) for row in each.rows]})
            failed[section] += each.failed
    with duckdb.connect(str(candidate.database), read_only=True) as con:
        totals = _totals(con)
        unread = con.execute(f"""
            select file_name, error_reason, error_remedy from {SCHEMA}.dim_document where status = 'failed' order by 1, 2
        """).fetchall()
        reasons = con.execute(f"""
            select reject_reason, count(*) as n from {SCHEMA}.rejected_candidate group by 1 order by n desc, 1
        """).fetchall()
    return _environment.get_template("page.html").render(
        validation=validation,
        counts=validation.counts,
        totals=totals,
        sections=[(*section, checks[section[0]]) for section in SECTIONS],
        failed=failed,
        reasons=[(*_reason(code), n) for code, n in reasons],
        unread=unread,
        outcomes=OUTCOMES,
        verdicts=VERDICTS,
        open_rows=OPEN_ROWS,
    )


def _totals(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    row = con.execute(f"""
        select
            (select count(*) from {SCHEMA}.dim_document where status = 'read') as documents,
            (select count(*) from {SCHEMA}.fct_observation) as observations,
            (select count(*) from {SCHEMA}.rejected_candidate) as rejected,
            (select count(distinct region_code) from {SCHEMA}.fct_observation) as regions,
            (select count(distinct observation_id) from {SCHEMA}.fct_quality_flag where is_doubt) as doubted
    """)
    return dict(zip((column[0] for column in row.description), row.fetchone() or (), strict=True))


def _reason(code: str) -> tuple[str, str]:
    return next(
        ((row["name_zh"], row["description"]) for row in seed_rows("reject_reasons") if row["reason_code"] == code),
        (code, ""),
    )


def _texts(candidate: Candidate, validation: Validation) -> dict[str, str]:
    """The stored text of the documents that the shown rows are printed in."""
    wanted = sorted({row["document_id"] for each in validation.outcomes for row in each.rows if row["document_id"]})
    parts = sorted(str(path) for path in (candidate.folder / DOCUMENTS).glob("*.parquet"))
    if not wanted or not parts:
        return {}
    with duckdb.connect() as con:
        found = con.execute(
            "select document_id, text from read_parquet($parts) where list_contains($wanted, document_id)",
            {"parts": parts, "wanted": wanted},
        ).fetchall()
    return dict(found)


def _shown(row: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    """A row with its sentence in three parts: before the quote, the quote, behind it. Without a sentence there are none."""
    sentence, quote = row["sentence"], row["quote"]
    if not sentence or not quote:
        return {**row, "parts": None}
    at = _within(texts.get(row["document_id"] or "", ""), sentence, row["char_start"])
    if at is None or sentence[at : at + len(quote)] != quote:  # what a rule about spans has to show
        at = sentence.find(quote)
    if at < 0:
        return {**row, "parts": (sentence, "", "")}
    return {**row, "parts": (sentence[:at], quote, sentence[at + len(quote) :])}


def _within(text: str, sentence: str, char_start: int | None) -> int | None:
    """Where in its sentence a figure begins that begins at `char_start` of the text: the words alone may stand there twice."""
    if char_start is None:
        return None
    begins = text.find(sentence, max(0, char_start - len(sentence) + 1))
    return char_start - begins if 0 <= begins <= char_start else None
