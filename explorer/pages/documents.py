"""The list of documents, and the reader: a text with every figure in it marked by what became of it."""

from __future__ import annotations

from typing import Any

from explorer import marking, wording
from explorer.pages import common
from explorer.pages.common import Asked, Context, Missing
from explorer.published import Row, Snapshot

_STATES = ("read", "failed", "withdrawn")


def documents(snapshot: Snapshot, asked: Asked) -> Context:
    words, status, year = asked.text("words"), asked.choice("status", _STATES), asked.year()
    found = common.paged(
        snapshot,
        "d.*, r.name_zh as region_zh",
        """
        from dim_document as d left join dim_region as r on d.region_code = r.region_code
        where ($status = '' or d.status = $status)
            and ($year is null or d.report_year = $year)
            and ($words = '' or contains(lower(concat_ws(' ', d.title, d.file_name, d.issuer, r.name_zh)), lower($words)))
        """,
        "d.report_year desc nulls last, d.region_code nulls last, d.document_id",
        asked.page(),
        {"status": status, "year": year, "words": words},
    )
    years = snapshot.rows("select distinct report_year from dim_document where report_year is not null order by 1 desc")
    return {
        "found": found,
        "words": words,
        "status": status,
        "year": year,
        "years": [row["report_year"] for row in years],
        "states": wording.DOCUMENT_STATES,
    }


def document(snapshot: Snapshot, asked: Asked) -> Context:
    t, wanted = asked.t, asked.text("id")
    head = snapshot.row(
        "select d.*, r.name_zh as region_zh from dim_document as d left join dim_region as r on d.region_code = r.region_code"
        " where d.document_id = $id",
        {"id": wanted},
    )
    if head is None:
        raise Missing(
            t(
                "没有编号为 {} 的文档；它可能已被新的发布替换。",
                "There is no document {}; a new publication may have replaced it.",
            ).format(wanted)
        )
    figures = snapshot.rows(
        f"""
        select 'observation' as kind, o.observation_id as id, {common.COLUMNS} {common.FIGURES} where o.document_id = $id
        union all by name
        select 'rejected' as kind, c.candidate_id as id, c.*, i.name_zh as indicator_zh, i.name_en as indicator_en
        from rejected_candidate as c left join dim_indicator as i on c.indicator_code = i.indicator_code
        where c.document_id = $id
        order by char_start, char_end, kind, id
        """,
        {"id": wanted},
    )
    text = snapshot.texts([wanted]).get(wanted)
    blocks = [] if text is None else marking.blocks(text, figures)
    return {
        "head": head,
        "figures": figures,
        "kinds": {kind: sum(kind_of(figure) == kind for figure in figures) for kind in KINDS},
        "names": {kind: t(*pair) for kind, pair in KINDS.items()},
        "kind_of": kind_of,
        "has_text": text is not None,
        "blocks": blocks,
        "outline": _outline(blocks),
        "source": safe_address(head["source_url"]),
    }


KINDS = {
    "fact": ("事实", "Facts"),
    "target": ("目标与要求", "Targets and requirements"),
    "masked": ("原文隐去", "Hidden in the source"),
    "rejected": ("未采纳", "Rejected"),
}


def kind_of(figure: Row) -> str:
    """How a figure is marked in the text."""
    if figure["kind"] == "rejected":
        return "rejected"
    if figure["is_masked"]:
        return "masked"
    return "fact" if figure["scenario"] == "actual" else "target"


def safe_address(address: str | None) -> str:
    """An address that may be a link; others, such as javascript:, are shown as text only."""
    return address if address and address.lower().startswith(("https://", "http://")) else ""


def _outline(blocks: list[marking.Block]) -> list[dict[str, Any]]:
    """The headings with the number of figures that follow each."""
    entries: list[dict[str, Any]] = []
    for number, block in enumerate(blocks):
        if block.kind == "heading":
            entries.append({"number": number, "text": block.text.strip(), "level": block.level, "figures": 0})
        if entries:
            entries[-1]["figures"] += block.figures
    return entries if len(entries) > 1 else []
