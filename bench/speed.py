"""Speed of the extractor on one core, beside a plain number+unit scan of the same text.

usage: python bench/speed.py [--megabytes N] [--folder DIR]

The text is the readable reports of a folder (default: samples/), taken again and again until N MB of UTF-8 are reached,
one document at a time as in a run. The scan is the floor: one regular expression over the same characters, which finds
figures and understands nothing. The ratio is steadier than either speed, because both run on the same machine.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from extract import documents
from extract.documents import Document
from extract.extraction import extract

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=2.0)
    parser.add_argument("--folder", type=Path, default=ROOT / "samples")
    options = parser.parse_args()
    sample = list(_documents(options.folder))
    if not sample:
        print(f"No readable reports in {options.folder}.", file=sys.stderr)
        return 2
    batch = list(_multiplied(sample, int(options.megabytes * 1e6)))
    size = sum(len(document.text.encode()) for document in batch) / 1e6
    number_and_unit = _plain_scan()
    extract(sample[0])  # loads vocabulary and dictionaries, which a run pays once
    found, seconds = _timed(lambda: sum(len(extract(document).candidates) for document in batch))
    scanned, scan_seconds = _timed(
        lambda: sum(1 for document in batch for _ in number_and_unit.finditer(document.text))
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(batch):,} documents, {size:.1f} MB of UTF-8, one core; peak memory {peak:,.0f} MiB")
    print(f"{'':18}{'MB/s':>10}{'seconds':>10}{'found':>12}")
    print(f"{'extraction':18}{size / seconds:>10.2f}{seconds:>10.2f}{found:>12,}")
    print(f"{'number+unit scan':18}{size / scan_seconds:>10.2f}{scan_seconds:>10.2f}{scanned:>12,}")
    print(f"extraction takes {seconds / scan_seconds:.1f} times as long as the scan")
    return 0


def _documents(folder: Path) -> Iterator[Document]:
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in documents.READERS):
        yield documents.read(path)


def _multiplied(sample: list[Document], size: int) -> Iterator[Document]:
    """Copies with ids of their own, so that nothing kept for a document by its id can answer for the next one."""
    reached = 0
    for number, document in enumerate(itertools.cycle(sample)):
        if reached >= size:
            return
        reached += len(document.text.encode())
        yield replace(document, document_id=f"{number:020x}")


def _plain_scan() -> re.Pattern[str]:
    with (ROOT / "seeds" / "unit_spellings.csv").open(encoding="utf-8", newline="") as file:
        spellings = {row["spelling"] for row in csv.DictReader(file)}
    units = "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))
    return re.compile(rf"\d[\d,.]*\s?[万亿]?(?:{units})")


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    start = time.process_time()
    result = work()
    return result, max(time.process_time() - start, 1e-9)


if __name__ == "__main__":
    sys.exit(main())
