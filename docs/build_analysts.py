"""Writes the answers in docs/analysts.md anew, from the samples' publication; `--check` only says whether they are fresh.

python docs/build_analysts.py [PUBLISHED.duckdb] [--check]: without a file, the reports in samples/ are run first.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
TARGET = PROJECT / "docs" / "analysts.md"
QUESTION = re.compile(r"(?P<sql>```sql\n(?P<query>.*?)```\n)(?:\n(?:\|[^\n]*\n)+)?", re.DOTALL)


def build(document: str, database: Path) -> str:
    """The document with each query followed by its answer. Raises duckdb.Error."""
    from orchestration.asking import sealed

    with sealed(database) as con:

        def answered(question: re.Match[str]) -> str:
            result = con.execute(question["query"])
            names = [column[0] for column in result.description]
            rows = [[_cell(value) for value in row] for row in result.fetchall()]
            if not rows:
                raise ValueError(f"The samples have no answer to:\n{question['query']}")
            lines = [names, ["---"] * len(names), *rows]
            return question["sql"] + "\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)

        return QUESTION.sub(answered, document)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal | float):
        text = format(Decimal(str(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return re.sub(r"([|*<])", r"\\\1", str(value)).replace("\n", " ")


def main() -> int:
    words = [word for word in sys.argv[1:] if word != "--check"]
    text = TARGET.read_text(encoding="utf-8")
    if words:
        fresh = build(text, Path(words[0]))
    else:
        with tempfile.TemporaryDirectory() as home:
            command = [
                sys.executable,
                "-m",
                "orchestration.cli",
                "run",
                "--inbox",
                str(PROJECT / "samples"),
                "--home",
                home,
            ]
            subprocess.run(command, check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)
            fresh = build(text, Path(home) / "published" / "greenledger.duckdb")
    if "--check" in sys.argv:
        print("fresh" if fresh == text else f"{TARGET.name} is stale: run python docs/build_analysts.py")
        return fresh != text
    TARGET.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
