"""The gate at work on a file about to be published: carry the rules out, keep what they said beside the file, write the page."""

from __future__ import annotations

from pathlib import Path

from orchestration.candidate import REPORT, Candidate
from orchestration.validation.results import Validation


def judge(candidate: Candidate, report: Path) -> Validation:
    """What the gate says of the candidate. Written beside it as validation.json and validation.html, and the page to `report` too."""
    from orchestration.validation import expectations, page

    outcomes = expectations.validate(candidate.database, candidate.last)
    last = int(candidate.last.parent.name) if candidate.last else None
    validation = Validation(candidate.number, last, candidate.changed, candidate.fingerprint, tuple(outcomes))
    validation.write(candidate.folder)
    html = page.render(validation, candidate)
    (candidate.folder / REPORT).write_text(html, encoding="utf-8")
    beside = report.with_name(f".{report.name}")
    beside.write_text(html, encoding="utf-8")
    beside.replace(report)
    return validation
