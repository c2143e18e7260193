"""The expectations, generated from the seeds.

Each carries in its meta the check (orchestration/gate.py) that it belongs to. No bound stands in code: ranges, units and code lists come
from seeds/, the code lists of the contract alone are here.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import great_expectations.expectations as gxe
from great_expectations.expectations.row_conditions import Column

from orchestration.home import SEEDS

KEYS = {
    "fct_observation": ["observation_id"],
    "rejected_candidate": ["document_id", "char_start", "char_end"],
    "dim_document": ["document_id"],
    "fct_indicator_year": ["region_code", "year", "indicator_code"],
}
CONTRACT = {
    "scenario": ["actual", "target", "requirement"],
    "measure": ["level", "change_pct", "change_pp", "change_abs", "target_gap", "rank"],
    "qualifier": ["eq", "ge", "gt", "le", "lt", "approx"],
    "period_type": ["annual", "year_to_date", "half", "quarter", "month", "multi_year", "point", "other", "unknown"],
}
REQUIRED = [
    *("observation_id", "document_id", "char_start", "char_end", "quote", "sentence", "indicator_code", "period_type"),
    *("scenario", "measure", "qualifier", "unit_code", "value_text", "is_masked", "obs_status"),
]


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _hard_ranges() -> Iterator[gxe.Expectation]:
    """Indicators with the same bounds share one expectation: 320 indicators are 20 ranges."""
    groups = defaultdict(list)
    for row in _seed("indicators"):
        groups[row["hard_min"], row["hard_max"]].append(row["indicator_code"])
    for (low, high), codes in groups.items():
        if low or high:
            yield gxe.ExpectColumnValuesToBeBetween(
                column="value",
                min_value=float(low) if low else None,
                max_value=float(high) if high else None,
                row_condition=(Column("measure") == "level") & Column("indicator_code").is_in(codes),
                description=f"levels of {_some(codes)} between {low or '-∞'} and {high or '∞'}",
                meta={"check": "hard_range"},
            )


def _canonical_units() -> Iterator[gxe.Expectation]:
    """One expectation for each measure. As SQL, because a condition for each of 50 units costs Great Expectations 5 s in overhead."""
    units = ", ".join(f"('{row['indicator_code']}', '{row['unit_code']}')" for row in _seed("indicators"))
    # A percentage moves and falls short in points; a change of rank is counted in ranks.
    own = "o.unit_code = i.unit_code"
    points = f"{own} or (i.unit_code = '%' and o.unit_code = 'pp')"
    rules = {
        "level": (own, "in the unit of the indicator"),
        "target_gap": (points, "in the unit of the indicator, or points of a percentage"),
        "change_abs": (
            f"{points} or o.unit_code = '{{rank}}'",
            "in the unit of the indicator, points of a percentage, or ranks",
        ),
        "change_pct": ("o.unit_code = '%'", "in %"),
        "change_pp": ("o.unit_code = 'pp'", "in percentage points"),
        "rank": ("o.unit_code = '{rank}'", "a rank"),
    }
    for measure, (rule, words) in rules.items():
        where = f"o.measure = '{measure}' and ({rule}) is not true"
        seed = f"(values {units}) as i (indicator_code, unit_code)"
        query = f"select o.observation_id from BATCH as o left join {seed} on o.indicator_code = i.indicator_code where {where}"
        yield gxe.UnexpectedRowsExpectation(
            # Codes like {rank} hold braces, which the template would take for its own.
            unexpected_rows_query=query.replace("{", "{{").replace("}", "}}").replace("BATCH", "{batch}"),
            description=f"{measure} {words}",
            meta={"check": "canonical_unit"},
        )


def _observations() -> list[gxe.Expectation]:
    regions = [row["region_code"] for row in _seed("regions")]
    codes = {
        "indicator_code": [row["indicator_code"] for row in _seed("indicators")],
        "unit_code": [row["unit_code"] for row in _seed("units")],
        "obs_status": [row["status_code"] for row in _seed("obs_status")],
        "region_code": regions,
        **CONTRACT,
    }
    return [
        *_hard_ranges(),
        *_canonical_units(),
        *(_not_null(column, "required_values") for column in REQUIRED),
        _not_null("value", "required_values", row_condition=Column("is_masked") == False),  # noqa: E712 (builds a condition)
        gxe.ExpectColumnValuesToBeNull(
            column="value",
            row_condition=Column("is_masked") == True,  # noqa: E712
            description="value is null where the source hides it",
            meta={"check": "required_values"},
        ),
        *(_in_set(column, allowed, "known_codes", f"{column} is a known code") for column, allowed in codes.items()),
        gxe.ExpectColumnValuesToBeUnique(
            column="observation_id", description="observation_id is unique", meta={"check": "unique_observations"}
        ),
    ]


def _rejected() -> list[gxe.Expectation]:
    reasons = [row["reason_code"] for row in _seed("reject_reasons")]
    required = ("document_id", "char_start", "char_end", "quote", "reject_reason")
    return [
        *(_not_null(column, "required_reasons") for column in required),
        _in_set("reject_reason", reasons, "required_reasons", "reject_reason is of the list"),
    ]


def _documents() -> list[gxe.Expectation]:
    return [
        *(_not_null(column, "document_keys") for column in ("document_id", "file_name")),
        *(
            _not_null(column, "document_keys", row_condition=Column("status") == "read")
            for column in ("char_count", "content_sha256")
        ),
        gxe.ExpectColumnValuesToBeUnique(
            column="document_id", description="document_id is unique", meta={"check": "document_keys"}
        ),
    ]


def _years() -> list[gxe.Expectation]:
    return [
        *(_not_null(column, "one_row_a_year") for column in KEYS["fct_indicator_year"]),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=KEYS["fct_indicator_year"],
            description="region_code, year and indicator_code together are unique",
            meta={"check": "one_row_a_year"},
        ),
    ]


SUITES = {
    "fct_observation": _observations,
    "rejected_candidate": _rejected,
    "dim_document": _documents,
    "fct_indicator_year": _years,
}


def _not_null(column: str, check: str, **more: Any) -> gxe.Expectation:
    return gxe.ExpectColumnValuesToNotBeNull(
        column=column, description=f"{column} is not null", meta={"check": check}, **more
    )


def _in_set(column: str, allowed: list[str], check: str, description: str, **more: Any) -> gxe.Expectation:
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=allowed, description=description, meta={"check": check}, **more
    )


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:3]) + (f" and {len(codes) - 3} more" if len(codes) > 3 else "")
