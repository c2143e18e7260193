"""Rules that hold the file about to be published against the one that readers have: what is gone must be explained.

A document that was withdrawn from the inbox explains that its figures are gone. Only what the contract promises is read of the last
file, which an older release may have written.
"""

from __future__ import annotations

from orchestration.validation.rules import BLOCK, WARN, Rule, limit, plain

# Documents of the last publication that should still be there, and their figures then and now.
_EXPECTED = "document_id not in (select document_id from marts.dim_document where status = 'withdrawn')"


def _regions() -> str:
    return f"""(
    select b.region_code, b.n as n_before, coalesce(a.n, 0) as n_after
    from (select region_code, count(*) as n from last.marts.fct_observation where region_code is not null and {_EXPECTED} group by 1) as b
    left join (select region_code, count(*) as n from BATCH group by 1) as a on b.region_code = a.region_code
)"""


def _named(region: str) -> str:
    return f"coalesce((select name_zh from marts.dim_region where region_code = {region}), {region})"


def rules() -> list[Rule]:
    figures = f"""(
    select b.document_id, b.n as n_before, coalesce(a.n, 0) as n_after, greatest(b.n - coalesce(a.n, 0), 0) as lost
    from (select document_id, count(*) as n from last.marts.fct_observation where {_EXPECTED} group by 1) as b
    left join (select document_id, count(*) as n from BATCH group by 1) as a on b.document_id = a.document_id
)"""
    name = "coalesce((select any_value(file_name) from marts.dim_document where document_id = t.document_id), t.document_id)"
    counted = "format('上次 {} 条，这次 {} 条', t.n_before, t.n_after)"
    return [
        Rule(
            "documents_kept",
            "dim_document",
            BLOCK,
            "已发布的文档仍在册",
            "Every document of the last publication is still listed, if only as withdrawn.",
            plain(
                "(select l.* from last.marts.dim_document as l anti join BATCH as d on l.document_id = d.document_id) as t",
                "t.document_id",
                "t.file_name",
                "'上次在册，这次没有'",
            ),
            "select count(*) from last.marts.dim_document",
            needs_last=True,
        ),
        Rule(
            "regions_kept",
            "fct_observation",
            BLOCK,
            "地区没有大量消失",
            "Not as many regions without figures, and without a withdrawn document to explain it, as limit regions_gone_share says.",
            plain(
                f"""{_regions()} as t
where t.n_after = 0 and (
    select count(*) filter (n_after = 0) >= {limit("regions_gone_share")} * count(*) from {_regions()}
)""",
                "t.region_code",
                _named("t.region_code"),
                counted,
            ),
            f"select count(*) from {_regions()}",
            needs_last=True,
        ),
        Rule(
            "figures_kept",
            "fct_observation",
            BLOCK,
            "事实没有大量消失",
            "Not as many figures missing from documents that are still there as limit figures_gone_share says.",
            plain(
                f"""{figures} as t
where t.lost > 0 and (select sum(lost) >= {limit("figures_gone_share")} * sum(n_before) from {figures})""",
                "t.document_id",
                name,
                counted,
            ),
            f"select coalesce(sum(n_before), 0) from {figures}",
            needs_last=True,
        ),
        Rule(
            "region_coverage",
            "fct_observation",
            WARN,
            "事实无故减少的地区",
            "No region has lost the share of its figures that limit region_figures_gone_share names, unless a withdrawn document explains it.",
            plain(
                f"{_regions()} as t where t.n_before - t.n_after >= {limit('region_figures_gone_share')} * t.n_before",
                "t.region_code",
                _named("t.region_code"),
                counted,
            ),
            f"select count(*) from {_regions()}",
            needs_last=True,
        ),
        Rule(
            "documents_withdrawn",
            "dim_document",
            WARN,
            "新撤回的文档",
            "Documents that left the inbox since the last publication, with the figures that went with them.",
            plain(
                """BATCH as d
join last.marts.dim_document as l on d.document_id = l.document_id and l.status <> 'withdrawn'
left join (select document_id, count(*) as n from last.marts.fct_observation group by 1) as o on d.document_id = o.document_id
where d.status = 'withdrawn'""",
                "d.document_id",
                "d.file_name",
                "format('已离开收件目录，随之减少 {} 条事实', coalesce(o.n, 0))",
            ),
            "select count(*) from last.marts.dim_document where status <> 'withdrawn'",
            needs_last=True,
        ),
    ]
