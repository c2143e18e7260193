"""Names, links and sidecars made to hurt: nothing outside the inbox is read, and no name or sidecar ends a run."""

import csv
import os
from pathlib import Path

import pytest

from extract import inbox


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    (path / "a.txt").write_text("检查企业20家次。", encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return [file.relative_path for file in inbox.scan(folder).files]


def metadata(folder: Path) -> dict[str, str]:
    return inbox.scan(folder).files[0].metadata


def test_links_out_of_the_inbox_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("geheim", encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to("../secret.txt")
    (folder / "d").symlink_to(tmp_path / "secrets")
    (folder / "e.txt").symlink_to("e.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "f.txt").symlink_to("pipe.txt")
    found = inbox.scan(folder)
    assert [file.relative_path for file in found.files] == [
        "a.txt",
        "e.txt",
    ]  # e.txt fails when it is read, with a reason
    assert {name for name, _ in found.ignored} == {"b.txt", "c.txt", "d", "pipe.txt", "f.txt"}


@pytest.mark.parametrize("sidecar", ["sources.csv", "a.txt.meta.yaml"])
def test_sidecars_are_files_of_the_inbox(folder: Path, tmp_path: Path, sidecar: str) -> None:
    (tmp_path / "outside").write_text("file_name,publisher\na.txt,geheim\n", encoding="utf-8")
    (folder / sidecar).symlink_to(tmp_path / "outside")
    assert metadata(folder) == {}
    assert [(name, "no regular file" in reason) for name, reason in inbox.scan(folder).ignored] == [(sidecar, True)]
    (folder / sidecar).unlink()
    os.mkfifo(folder / sidecar)  # opening it would wait for ever
    assert metadata(folder) == {}


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join(['*' + before] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "content",
    [
        "published_on: 2023-02-30",
        "[" * 20_000,
        "a: " * 5_000,
        "!!python/object/apply:os.system ['true']",
        "\x00",
        "- a\n- b",
        "? [a]\n: b",
        BOMB,
    ],
    ids="date brackets colons code nul list key bomb".split(),
)
def test_a_broken_meta_file_costs_its_metadata_only(folder: Path, content: str) -> None:
    (folder / "a.txt.meta.yaml").write_text(content, encoding="utf-8")
    found = inbox.scan(folder)
    assert [file.relative_path for file in found.files] == ["a.txt"]
    assert all(len(value) <= inbox.MAX_VALUE for value in found.files[0].metadata.values())
    assert found.ignored
    assert len(str(found.ignored)) < 1000


def test_values_of_sidecars_fit_into_tables(folder: Path) -> None:
    (folder / "a.txt.meta.yaml").write_text('publisher: "\\ud800局"\nsource_url: ' + "x" * 9_000, encoding="utf-8")
    found = metadata(folder)
    assert found["publisher"] == "?局"
    assert len(found["source_url"]) == inbox.MAX_VALUE


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a,b\n" * 10, b'file_name,"' + b"x" * 200_000])
def test_a_broken_list_of_sources_costs_its_metadata_only(folder: Path, content: bytes) -> None:
    (folder / "sources.csv").write_bytes(content)
    assert metadata(folder) == {}
    assert [name for name, _ in inbox.scan(folder).ignored] == ["sources.csv"]


def test_a_source_can_name_only_files_beside_it(folder: Path) -> None:
    (folder / "sub").mkdir()
    with (folder / "sub" / "sources.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([["file_name", "publisher"], ["../a.txt", "x"], ["/a.txt", "x"]])
    assert metadata(folder) == {}


def test_names_of_any_bytes_stay_apart(folder: Path) -> None:
    for name in (
        b"\xff.txt",
        b"\xfe.txt",
        b"\\xff.txt",
        b"a\nb.txt",
        b"\x1b[31m.txt",
        "\u202e.txt".encode(),
        b"'; drop.txt",
    ):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("检查企业20家次。", encoding="utf-8")
    found = inbox.scan(folder)
    paths = [file.relative_path for file in found.files]
    assert len(set(paths)) == len(paths) == 7
    assert [reason for _, reason in found.ignored] == [
        "another file has this name once its broken characters are spelled out"
    ]
    for path in paths:
        path.encode("utf-8")
