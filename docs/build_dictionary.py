"""Writes docs/data-dictionary.md from the descriptions of the published tables; `--check` only says whether it is fresh."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[1]
TARGET = PROJECT / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary

The tables of schema `marts` in the published file, and of `published/parquet`. The same words stand in the database as
comments (`duckdb_columns()`). Generated from `models/marts/*.yml` by `python docs/build_dictionary.py`; do not edit.
"""
ORDER = ("fct_observation", "rejected_candidate", "fct_indicator_year", "fct_", "mart_", "dim_", "build_info")


def build() -> str:
    """The whole document."""
    blocks = _blocks()
    models = [
        model
        for path in sorted((PROJECT / "models" / "marts").glob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]
    models.sort(key=lambda model: (_place(model["name"]), model["name"]))
    index = [f"- [`{model['name']}`](#{model['name']})" for model in models]
    return "\n".join([HEAD, *index, "", *(_table(model, blocks) for model in models)])


def _blocks() -> dict[str, str]:
    text = (PROJECT / "models" / "docs.md").read_text(encoding="utf-8")
    return dict(re.findall(r"{% docs (\w+) %}(.*?){% enddocs %}", text, flags=re.DOTALL))


def _place(name: str) -> int:
    return next(number for number, prefix in enumerate(ORDER) if name.startswith(prefix))


def _table(model: dict[str, Any], blocks: dict[str, str]) -> str:
    lines = [
        f"## {model['name']}",
        "",
        _text(model["description"], blocks),
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{column['name']}` | {column['data_type']} | {_meaning(column, blocks)} |" for column in model["columns"]
    ]
    return "\n".join([*lines, ""])


def _meaning(column: dict[str, Any], blocks: dict[str, str]) -> str:
    """The description, the table that it leads to, and whether it may be empty."""
    parts = [_text(column["description"], blocks)]
    tests = column.get("data_tests", [])
    for test in tests:
        if isinstance(test, dict) and (relation := test.get("relationships")):
            target = re.sub(r"ref\('(\w+)'\)", r"\1", relation["arguments"]["to"])
            if target.startswith(("dim_", "fct_")):
                parts.append(f"→ `{target}`.")
    if "not_null" in tests:
        parts.append("Never null.")
    return " ".join(parts).replace("|", "\\|")


def _text(description: str, blocks: dict[str, str]) -> str:
    return re.sub(r"{{ doc\('(\w+)'\) }}", lambda found: blocks[found[1]], description).strip()


def main() -> int:
    text = build()
    if "--check" in sys.argv:
        fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
        print("fresh" if fresh else "docs/data-dictionary.md is stale: run python docs/build_dictionary.py")
        return 0 if fresh else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
