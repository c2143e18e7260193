"""All rules in the order in which people read them, and the same by table."""

from __future__ import annotations

from orchestration.validation import doubts, facts, history
from orchestration.validation.rules import Rule

RULES: tuple[Rule, ...] = (*facts.rules(), *history.rules(), *doubts.rules())


def by_table(with_last: bool) -> dict[str, list[Rule]]:
    """The rules that can be carried out; those about the last publication need one."""
    tables: dict[str, list[Rule]] = {}
    for rule in RULES:
        if with_last or not rule.needs_last:
            tables.setdefault(rule.table, []).append(rule)
    return tables
