"""What a rule of the gate is, and the pieces of SQL that rules are made of.

A rule is SQL that gives the rows for which it does not hold, each with the columns of ROW. BATCH stands for the rule's own table;
other tables of the file are marts.<table>, those of the file that readers have now are last.marts.<table>. No bound stands in a
rule: ranges, units, codes, flags and limits are read from seeds/ by the SQL itself.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from orchestration.home import SEEDS

BLOCK, QUARANTINE, FLAG, WARN = "block", "quarantine", "flag", "warn"
# What identifies the row; its place in a document, and the words; what the row is about; why it fails.
ROW = ("key", "document_id", "file_name", "char_start", "quote", "sentence", "subject", "why")


@dataclass(frozen=True, slots=True)
class Rule:
    """`outcome` says what becomes of a row that fails: it blocks the publication, or it was rejected, flagged or is only told."""

    name: str
    table: str
    outcome: str
    title: str
    meaning: str
    rows: str
    checked: str = ""
    needs_last: bool = False

    @property
    def count(self) -> str:
        """SQL that counts what was looked at; the whole table unless the rule says otherwise."""
        return self.checked or f"select count(*) from marts.{self.table}"


def seed(name: str) -> str:
    """A seed as a table of texts."""
    path = str(SEEDS / f"{name}.csv").replace("'", "''")
    return f"read_csv('{path}', header = true, all_varchar = true)"


def seed_rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def limit(code: str) -> str:
    return f"(select cast(value as double) from {seed('gate_limits')} where limit_code = '{code}')"


def number(value: str) -> str:
    """A number as people write it: thousands apart, no zeros behind."""
    return f"regexp_replace(format('{{:,.6f}}', cast({value} as double)), '\\.?0+$', '')"


# What an observation is about: indicator, region, narrower subject, year, value.
_SUBJECT = f"""concat_ws(' · ',
    coalesce(i.name_zh, o.indicator_code), coalesce(r.name_zh, o.region_code), o.scope, o.year,
    concat_ws(' ', if(o.measure = 'level', null, coalesce(m.name_zh, o.measure)), {number("o.value")},
        if(o.unit_code = '%', '%', coalesce(u.name_zh, o.unit_code)))
)"""
_NAMES = f"""
left join marts.dim_document as d on o.document_id = d.document_id
left join marts.dim_indicator as i on o.indicator_code = i.indicator_code
left join marts.dim_region as r on o.region_code = r.region_code
left join marts.dim_unit as u on o.unit_code = u.unit_code
left join {seed("measures")} as m on o.measure = m.measure"""


def observations(where: str, why: str, source: str = "BATCH as o", order: str = "") -> str:
    """Rows of fct_observation `o`, with the names of what they are about (`d`, `i`, `r`, `u`, `m` are their dimensions)."""
    return f"""select o.observation_id as key, o.document_id, d.file_name, o.char_start, o.quote, o.sentence, {_SUBJECT} as subject, {why} as why
from {source}{_NAMES}
where {where}
order by {order}o.document_id, o.char_start, o.observation_id"""


def plain(select: str, key: str, subject: str, why: str, order: str = "key") -> str:
    """Rows that are no printed figures: `select` is what follows FROM."""
    return f"""select cast({key} as varchar) as key, null as document_id, null as file_name, null as char_start, null as quote,
    null as sentence, cast({subject} as varchar) as subject, {why} as why
from {select}
order by {order}"""


def missing(alias: str, columns: tuple[str, ...]) -> str:
    """The names of the columns that are null."""
    return (
        "concat_ws('、', " + ", ".join(f"case when {alias}.{name} is null then '{name}' end" for name in columns) + ")"
    )
