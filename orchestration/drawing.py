"""How the asset graph is drawn: layers as groups, who answers for them, what kind of thing an asset is, where its source is.

The layer of a dbt node is the group that dbt_project.yml gives it; all that follows from the layer stands here.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from orchestration.home import PROJECT

SOURCE_URL_VARIABLE = (
    "GREENLEDGER_SOURCE_URL"  # the project at a code host, such as https://git.example.org/team/greenledger
)

warnings.filterwarnings(
    "ignore", category=dg.BetaWarning
)  # links to sources are beta; a log line each says nothing new

OWNERS = {
    "seeds": "team:vocabulary",
    "raw": "team:extraction",
    "staging": "team:warehouse",
    "intermediate": "team:warehouse",
    "marts": "team:warehouse",
    "published": "team:operations",
}


class Translator(DagsterDbtTranslator):
    """dagster-dbt's translation with the owners, kinds, tags, keys and source of a node put to it; tests of sources are checks."""

    def __init__(self) -> None:
        super().__init__(settings=DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Any) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = manifest["nodes"].get(unique_id)
        if node is None:
            return spec
        built = node["config"].get("materialized") or node["resource_type"]
        layer = spec.group_name or ""
        keys = _keys(manifest, unique_id)
        tags = {"layer": layer, **({"contract": "public"} if layer == "marts" else {})}
        metadata: dict[str, Any] = {"dagster/code_references": source(PROJECT / node["original_file_path"])}
        if keys:
            metadata["grain"] = "one row for each " + ", ".join(keys)
        return spec.replace_attributes(
            owners=[OWNERS[layer]] if layer in OWNERS else [],
            kinds={"dbt", "duckdb", built},
            tags={**{name: value for name, value in spec.tags.items() if not name.startswith("dagster/kind/")}, **tags},
        ).merge_attributes(metadata=metadata)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The grain and what it is for; the SQL is a click away on the source link."""
        return str(dbt_resource_props.get("description") or dbt_resource_props["name"])


def source(path: Path, line: int = 1) -> dg.CodeReferencesMetadataValue:
    """A link to a file of the project: at the code host where one is set, and in any case on this machine."""
    relative = path.relative_to(PROJECT)
    references: list[dg.LocalFileCodeReference | dg.UrlCodeReference] = [
        dg.LocalFileCodeReference(file_path=str(path), line_number=line, label=str(relative))
    ]
    base = os.environ.get(SOURCE_URL_VARIABLE, "").rstrip("/")
    if base:
        references.insert(0, dg.UrlCodeReference(url=f"{base}/blob/HEAD/{relative.as_posix()}", label=str(relative)))
    return dg.CodeReferencesMetadataValue(code_references=references)


def _keys(manifest: Mapping[str, Any], unique_id: str) -> Sequence[str]:
    """The columns that the tests of a node declare to be its key: those of `unique_together`, else the first `unique` one."""
    tests = [
        node
        for child in manifest["child_map"].get(unique_id, [])
        if (node := manifest["nodes"].get(child))
        and node.get("test_metadata")
        and node.get("attached_node") == unique_id
    ]
    for test in tests:
        if test["test_metadata"]["name"] == "unique_together":
            return list(test["test_metadata"]["kwargs"]["columns"])
    columns = {test["column_name"] for test in tests if test["test_metadata"]["name"] == "unique"}
    return [name for name in manifest["nodes"][unique_id]["columns"] if name in columns][:1]
