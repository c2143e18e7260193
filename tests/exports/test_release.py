"""The same publication gives the same bytes, and exports change with their release only."""

import time
from pathlib import Path

import pytest

from exports import write as exports


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_publication_gives_the_same_bytes(database: Path, exported: Path, tmp_path: Path) -> None:
    time.sleep(1.1)  # a clock in a file would show
    exports.write(database, tmp_path)
    assert contents(tmp_path / exports.FOLDER) == contents(exported)
    assert len(contents(exported)) == 11


@pytest.mark.parametrize(
    ("words", "formats"),
    [(None, exports.FORMATS), ("", exports.FORMATS), ("xlsx, csv", ("csv", "xlsx")), ("none", ()), ("sdmx", ("sdmx",))],
)
def test_formats_can_be_chosen(words: str | None, formats: tuple[str, ...]) -> None:
    assert exports.formats(words) == formats


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ValueError, match=r"no export parquet; there are csv, sdmx, xlsx and none\."):
        exports.formats("csv parquet")


def test_only_what_was_chosen_is_written(database: Path, tmp_path: Path) -> None:
    exports.write(database, tmp_path, ["sdmx"])
    assert set(contents(tmp_path)) == {"exports/sdmx/data.csv", "exports/sdmx/structure.xml"}
