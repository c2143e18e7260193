"""Rules of what is published as a whole: keys, codes, units, ranges, spans, counts. One row that fails blocks the publication."""

from __future__ import annotations

from orchestration.validation.rules import BLOCK, Rule, missing, number, observations, plain, seed

# The code lists of the contract; all others are seeds.
CONTRACT = {
    "scenario": ("actual", "target", "requirement"),
    "measure": ("level", "change_pct", "change_pp", "change_abs", "target_gap", "rank"),
    "qualifier": ("eq", "ge", "gt", "le", "lt", "approx"),
    "period_type": ("annual", "year_to_date", "half", "quarter", "month", "multi_year", "point", "other", "unknown"),
}
REQUIRED = (
    *("observation_id", "document_id", "char_start", "char_end", "quote", "sentence", "indicator_code", "period_type"),
    *("scenario", "measure", "qualifier", "unit_code", "value_text", "is_masked", "obs_status", "quality_flags"),
)
REJECTED = ("candidate_id", "document_id", "char_start", "char_end", "quote", "reject_reason")
YEAR = ("region_code", "year", "indicator_code", "unit_code", "is_masked")
_YEAR_SUBJECT = """concat_ws(' · ',
    coalesce((select any_value(name_zh) from marts.dim_indicator as i where i.indicator_code = y.indicator_code), y.indicator_code),
    coalesce((select any_value(name_zh) from marts.dim_region as r where r.region_code = y.region_code), y.region_code), y.year
)"""
CODED = {"indicator_code": "indicators", "unit_code": "units", "region_code": "regions"}


def _hard_range() -> Rule:
    # Numbers before the join: cast behind it, each bound would be read anew for each of a million rows.
    cast = "cast(hard_min as decimal(28, 8)) as low, cast(hard_max as decimal(28, 8)) as high"
    bounds = f"""(
    select o.*, if(o.measure = 'level', i.low, m.low) as low, if(o.measure = 'level', i.high, m.high) as high
    from BATCH as o
    left join (select indicator_code, {cast} from {seed("indicators")}) as i on o.indicator_code = i.indicator_code
    left join (select measure, {cast} from {seed("measures")}) as m on o.measure = m.measure
) as o"""
    return Rule(
        "hard_range",
        "fct_observation",
        BLOCK,
        "数值在可能范围之内",
        "Every value lies within the hard range of its indicator and measure, unless a person vouches for it.",
        observations(
            "(o.value < o.low or o.value > o.high) and not list_has_any(o.quality_flags, ['accepted_by_person', 'corrected_by_person'])",
            f"format('{{}} 在可能范围 {{}}～{{}} 之外', {number('o.value')}, coalesce({number('o.low')}, '−∞'), coalesce({number('o.high')}, '∞'))",
            bounds,
        ),
    )


def _canonical_unit() -> Rule:
    # A percentage moves and falls short in points; a change of rank is counted in ranks.
    wanted = """case
        when o.measure = 'change_pct' then ['%']
        when o.measure = 'change_pp' then ['pp']
        when o.measure = 'rank' then ['{rank}']
        when o.measure = 'target_gap' then [s.unit_code, if(s.unit_code = '%', 'pp', s.unit_code)]
        when o.measure = 'change_abs' then [s.unit_code, if(s.unit_code = '%', 'pp', s.unit_code), '{rank}']
        else [s.unit_code]
    end"""
    source = f"BATCH as o left join {seed('indicators')} as s on o.indicator_code = s.indicator_code"
    return Rule(
        "canonical_unit",
        "fct_observation",
        BLOCK,
        "单位与指标一致",
        "Every value is in the unit that its indicator and measure ask for.",
        observations(
            f"list_contains({wanted}, o.unit_code) is not true",
            f"format('单位应为 {{}}，实为 {{}}', array_to_string(list_sort(list_distinct({wanted})), ' / '), coalesce(o.unit_code, '空'))",
            source,
        ),
    )


def _known_codes() -> Rule:
    joins = " ".join(
        f"left join (select distinct {'status_code' if name == 'obs_status' else name} as code from {seed(table)}) as k_{name} on o.{name} = k_{name}.code"
        for name, table in {**CODED, "obs_status": "obs_status"}.items()
    )
    unknown = {name: f"o.{name} is not null and k_{name}.code is null" for name in (*CODED, "obs_status")}
    unknown |= {name: f"o.{name} not in {codes}" for name, codes in CONTRACT.items()}
    unknown["quality_flags"] = (
        f"not list_has_all((select list(flag_code) from {seed('quality_flags')}), o.quality_flags)"
    )
    named = ", ".join(
        f"case when {test} then '{name} = ' || cast(o.{name} as varchar) end" for name, test in unknown.items()
    )
    return Rule(
        "known_codes",
        "fct_observation",
        BLOCK,
        "代码均在代码表内",
        "Indicators, regions, units, statuses and flags are those of the seeds, the other codes those of the contract.",
        observations(
            " or ".join(f"({test})" for test in unknown.values()),
            f"'未知代码：' || concat_ws('、', {named})",
            f"BATCH as o {joins}",
        ),
    )


def _required() -> Rule:
    absent = missing("o", REQUIRED)
    return Rule(
        "required_values",
        "fct_observation",
        BLOCK,
        "必填项不缺",
        "Keys, quote, codes and status are never null; a value is missing exactly where the source hides it.",
        observations(
            f"{absent} <> '' or o.is_masked <> (o.value is null)",
            f"concat_ws('；', '缺 ' || nullif({absent}, ''), case when o.is_masked and o.value is not null then '原文隐去而有数值' when not o.is_masked and o.value is null then '原文未隐去而无数值' end)",
        ),
    )


def _span() -> Rule:
    tests = {
        "区间不成立": "not (o.char_start >= 0 and o.char_end > o.char_start)",
        "超出原文长度": "o.char_end > d.char_count",
        "引文与区间不等长": "length(o.quote) <> o.char_end - o.char_start",
        "句中没有引文": "not contains(o.sentence, o.quote)",
        "文档不在册": "d.document_id is null",
    }
    return Rule(
        "span_and_quote",
        "fct_observation",
        BLOCK,
        "引文、区间、原句相符",
        "Every span lies in its document, is as long as its quote, and the sentence holds the quote.",
        observations(
            " or ".join(tests.values()),
            "concat_ws('；', "
            + ", ".join(f"case when {test} then '{words}' end" for words, test in tests.items())
            + ")",
        ),
    )


def _unique() -> Rule:
    source = "(select observation_id, count(*) as n from BATCH group by 1 having n > 1) as twice join marts.fct_observation as o on o.observation_id = twice.observation_id"
    return Rule(
        "unique_observations",
        "fct_observation",
        BLOCK,
        "每条事实只有一行",
        "One row for each observation_id.",
        observations("true", "format('编号出现 {} 次', twice.n)", source),
    )


def _rejected() -> Rule:
    absent = missing("c", REJECTED)
    return Rule(
        "rejected_with_reason",
        "rejected_candidate",
        BLOCK,
        "未采用的数字均有原因",
        "Every rejected figure has its span, its quote and a reason of the list; none is an observation too; none stands twice.",
        f"""select c.candidate_id as key, c.document_id, d.file_name, c.char_start, c.quote, c.sentence, coalesce(c.indicator_code, c.indicator_text) as subject,
    concat_ws('；', '缺 ' || nullif({absent}, ''), case when k.reason_code is null then '未知原因 ' || c.reject_reason end,
        case when o.observation_id is not null then '同时是事实' end, case when c.n > 1 then '重复' end) as why
from (select *, count(*) over (partition by candidate_id) as n from BATCH) as c
left join {seed("reject_reasons")} as k on c.reject_reason = k.reason_code
left join marts.fct_observation as o on c.candidate_id = o.observation_id
left join marts.dim_document as d on c.document_id = d.document_id
where {absent} <> '' or k.reason_code is null or o.observation_id is not null or c.n > 1
order by c.document_id, c.char_start, c.candidate_id""",
    )


def _nothing_lost() -> Rule:
    counts = """BATCH as d
left join (select document_id, count(*) as n from marts.fct_observation group by 1) as o on d.document_id = o.document_id
left join (select document_id, count(*) as n from marts.rejected_candidate group by 1) as c on d.document_id = c.document_id
where (d.observation_count, d.rejected_count, d.candidate_count)
    is distinct from (coalesce(o.n, 0), coalesce(c.n, 0), coalesce(o.n, 0) + coalesce(c.n, 0))"""
    return Rule(
        "nothing_is_lost",
        "dim_document",
        BLOCK,
        "读到的数字一个不少",
        "The figures seen in each document are its observations and its rejected candidates.",
        plain(
            counts,
            "d.document_id",
            "d.file_name",
            "format('读到 {}，事实 {}（应 {}），未采用 {}（应 {}）', d.candidate_count, coalesce(o.n, 0), d.observation_count, coalesce(c.n, 0), d.rejected_count)",
        ),
    )


def _totals() -> Rule:
    tables = {"document_count": "dim_document where status = 'read'", "observation_count": "fct_observation"}
    tables |= {"rejected_count": "rejected_candidate"}
    pairs = " union all ".join(
        f"select '{name}' as name, {name} as told, (select count(*) from marts.{table}) as found from BATCH"
        for name, table in tables.items()
    )
    return Rule(
        "totals_agree",
        "build_info",
        BLOCK,
        "总数与各表相符",
        "The totals of build_info are the rows of the tables.",
        plain(
            f"({pairs}) as t where told is distinct from found",
            "name",
            "name",
            "format('记 {}，实 {}', told, found)",
        ),
    )


def _documents() -> Rule:
    return Rule(
        "document_keys",
        "dim_document",
        BLOCK,
        "文档各有一行",
        "One row for each document, with its file; what was read has its length and its hash.",
        plain(
            """(select *, count(*) over (partition by document_id) as n from BATCH) as d
where d.n > 1 or d.document_id is null or d.file_name is null
    or (d.status = 'read' and (d.char_count is null or d.content_sha256 is null))""",
            "d.document_id",
            "d.file_name",
            "if(d.n > 1, '重复', '缺编号、文件名、长度或校验和')",
        ),
    )


def _years() -> Rule:
    absent = missing("y", YEAR)
    return Rule(
        "one_row_a_year",
        "fct_indicator_year",
        BLOCK,
        "每地每年每指标一行",
        "One row for each region, year and indicator.",
        plain(
            f"""(select *, count(*) over (partition by region_code, year, indicator_code) as n from BATCH) as y
where y.n > 1 or {absent} <> ''""",
            "concat_ws(' ', y.region_code, y.year, y.indicator_code)",
            _YEAR_SUBJECT,
            f"concat_ws('；', case when y.n > 1 then '重复' end, '缺 ' || nullif({absent}, ''))",
        ),
    )


def _answers() -> Rule:
    same = "(o.value, o.unit_code, o.region_code, o.year, o.indicator_code) is not distinct from (y.actual_value, y.unit_code, y.region_code, y.year, y.indicator_code)"
    return Rule(
        "answers_are_observations",
        "fct_indicator_year",
        BLOCK,
        "年度值即所引事实",
        "Each yearly value is that of the observation it names, in the unit of the indicator.",
        plain(
            f"BATCH as y left join marts.fct_observation as o on y.actual_observation_id = o.observation_id\n"
            f"left join {seed('indicators')} as s on y.indicator_code = s.indicator_code\n"
            f"where y.unit_code is distinct from s.unit_code or (y.actual_observation_id is not null and not ({same}))"
            " or (y.actual_observation_id is null and y.actual_value is not null)",
            "concat_ws(' ', y.region_code, y.year, y.indicator_code)",
            _YEAR_SUBJECT,
            f"format('年度值 {{}} {{}}，所引事实 {{}} {{}}', {number('y.actual_value')}, y.unit_code, coalesce({number('o.value')}, '无'), coalesce(o.unit_code, ''))",
        ),
    )


def rules() -> list[Rule]:
    return [
        *(_hard_range(), _canonical_unit(), _known_codes(), _required(), _span(), _unique()),
        *(_rejected(), _nothing_lost(), _totals(), _documents(), _years(), _answers()),
    ]
