"""What a quantity is: number, unit, qualifier and span. scanning.py finds them, linking.py finds what they mean."""

from __future__ import annotations

from decimal import Decimal

from extract.records import record


@record
class Quantity:
    """A figure in the view. `unit` is a spelling of seeds/unit_spellings.csv ('' where the text has none)."""

    start: int  # with qualifier
    end: int
    number_start: int
    number_end: int
    value: Decimal | None
    unit: str
    unit_text: str
    qualifier: str
    kind: str  # number, rank, class, same
    is_masked: bool = False
    group: str = ""  # of a rank: 「14个市州」
    unit_is_shared: bool = False  # taken from the end of its list

    @property
    def is_bare(self) -> bool:
        return self.kind == "number" and not self.unit
