"""How good the data is: coverage, rejections, contradictions, revisions, and what the gate said of each publication."""

from __future__ import annotations

from itertools import groupby

from explorer import wording
from explorer.charts import Chart
from explorer.pages import common
from explorer.pages.common import COLUMNS, FIGURES, Asked, Context
from explorer.published import Row, Snapshot

_YEARS = 12
_PHRASES = 15
_PUBLICATIONS = 10


def quality(snapshot: Snapshot, asked: Asked) -> Context:
    t = asked.t
    rejections = snapshot.rows(
        "select reject_reason, count(*) as figures, count(distinct document_id) as documents"
        " from rejected_candidate group by 1 order by figures desc, 1"
    )
    families = snapshot.rows(
        "select family, count(*) as checks, count(*) filter (verdict = 'contradiction') as contradictions"
        " from fct_consistency group by 1 order by contradictions desc, checks desc, 1"
    )
    flags = snapshot.rows(
        "select flag, count(*) as figures from (select unnest(quality_flags) as flag from fct_observation)"
        " group by 1 order by figures desc, 1"
    )
    years, coverage = _coverage(snapshot)
    return {
        "info": snapshot.row("from build_info"),
        "states": snapshot.rows("select status, count(*) as n from dim_document group by 1 order by 1"),
        "failed": snapshot.rows(
            "select document_id, title, file_name, error_reason, error_remedy from dim_document where status = 'failed'"
            " order by file_name limit 20"
        ),
        "years": years,
        "coverage": coverage,
        "rejections": rejections,
        "phrases": snapshot.rows(
            f"select * from mart_unmapped_phrase order by rejected_count desc, phrase limit {_PHRASES}"
        ),
        "families": families,
        "flags": flags,
        "revisions": snapshot.rows(
            "select revision, grain, change, cause, count(*) as n from fct_revision where revision > ("
            " select max(revision) - 5 from fct_revision) group by all order by revision desc, grain, change, cause"
        ),
        "validations": _validations(snapshot),
        "charts": {
            "coverage": Chart(
                "coverage",
                t("覆盖", "Coverage"),
                {"theme": t("主题", "Theme"), "year": t("年份", "Year"), "values": t("数值", "Values")}
                | {"regions": t("地区", "Regions")},
                [row for cells in coverage.values() for row in cells.values()],
                {},
            ),
            "rejections": _rejections(asked, rejections),
            "contradictions": Chart(
                "contradictions",
                t("核对", "Checks"),
                {"family": t("核对", "Check"), "checks": t("次数", "Checks")}
                | {"contradictions": t("矛盾", "Contradictions")},
                families,
                {},
            ),
        },
    }


def _coverage(snapshot: Snapshot) -> tuple[list[int], dict[str, dict[int, Row]]]:
    """Values by theme and year; `shade` goes from 1 to 5 with the share of the largest."""
    rows = snapshot.rows("""
        select i.theme, f.year, count(*) as values, count(distinct f.region_code) as regions
        from fct_indicator_year as f inner join dim_indicator as i on f.indicator_code = i.indicator_code
        where f.actual_value is not null
        group by all order by i.theme, f.year
    """)
    years = sorted({row["year"] for row in rows})[-_YEARS:]
    most = max((row["values"] for row in rows), default=1)
    themes: dict[str, dict[int, Row]] = {}
    for row in rows:
        shade = 1 + min(int((row["values"] / most) ** 0.5 * 5), 4)
        themes.setdefault(row["theme"], {})[row["year"]] = {**row, "shade": shade}
    return years, themes


def _rejections(asked: Asked, rows: list[Row]) -> Chart:
    t = asked.t
    return Chart(
        name="rejections",
        title=t("未采纳的原因", "Why figures were rejected"),
        columns={
            "reject_reason": t("代码", "Code"),
            "reason": t("原因", "Reason"),
            "figures": t("数字", "Figures"),
            "documents": t("文档", "Documents"),
        },
        rows=[{**row, "reason": t.said(wording.REJECT_REASONS, row["reject_reason"])} for row in rows],
        drawing={
            "kind": "bars",
            "flat": True,
            "counts": True,
            "unit": "",
            "bars": [
                {
                    "name": t.said(wording.REJECT_REASONS, row["reject_reason"]),
                    "value": row["figures"],
                    "text": t.number(row["figures"]),
                }
                for row in rows
            ],
        },
    )


def _validations(snapshot: Snapshot) -> list[tuple[int, list[Row]]]:
    """The checks of the last publications, the latest first. Publications of older versions do not carry them."""
    if not snapshot.has("fct_validation_result"):
        return []
    rows = snapshot.rows(
        "from fct_validation_result where publication > (select max(publication) from fct_validation_result)"
        f" - {_PUBLICATIONS} order by publication desc, status = 'passed', table_name, check_name"
    )
    return [(number, list(group)) for number, group in groupby(rows, key=lambda row: row["publication"])]


def checks(snapshot: Snapshot, asked: Asked) -> Context:
    verdict = asked.choice("verdict", ("all", *wording.VERDICTS), "contradiction")
    family = asked.choice("family", wording.FAMILIES)
    found = common.paged(
        snapshot,
        "k.*, i.name_zh as indicator_zh, i.name_en as indicator_en, r.name_zh as region_zh,"
        " u.name_zh as unit_zh, u.name_en as unit_en, d.title, d.file_name",
        """
        from fct_consistency as k
        left join dim_indicator as i on k.indicator_code = i.indicator_code
        left join dim_region as r on k.region_code = r.region_code
        left join dim_unit as u on k.unit_code = u.unit_code
        left join dim_document as d on k.document_id = d.document_id
        where $verdict in ('all', k.verdict) and $family in ('', k.family)
        """,
        "k.verdict desc, k.year desc nulls last, k.document_id, k.check_id",
        asked.page(),
        {"verdict": verdict, "family": family},
    )
    used = snapshot.rows(
        f"select {COLUMNS} {FIGURES} where o.observation_id in (select unnest($ids::varchar[]))",
        {"ids": sorted({each for row in found.rows for each in row["observation_ids"]})},
    )
    figures = {row["observation_id"]: row for row in common.with_sentences(snapshot, used)}
    counts = {
        row["verdict"]: row["n"]
        for row in snapshot.rows("select verdict, count(*) as n from fct_consistency group by all")
    }
    return {
        "verdict": verdict,
        "family": family,
        "counts": {each: counts.get(each, 0) for each in wording.VERDICTS},
        "found": found,
        "checks": [
            {**row, "figures": [figures[each] for each in row["observation_ids"] if each in figures]}
            for row in found.rows
        ],
    }
