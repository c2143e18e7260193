"""What the Dagster UI shows of a dbt table beyond its events: columns with types, rows, and which columns each column comes from.

Column lineage is dagster-dbt's own, from sqlglot on the compiled SQL. It costs seconds for the whole project and only changes with
the SQL, so each answer is kept under the home; runs at a terminal take what is kept and compute nothing.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.core.dbt_cli_event import EventHistoryMetadata, _build_column_lineage_metadata

from orchestration.home import Home

log = logging.getLogger("greenledger.lineage")
Columns = dict[str, str]  # name → type


class Tables:
    """The built tables of a warehouse, looked at once, when no one writes it."""

    def __init__(
        self, home: Home, manifest: Mapping[str, Any], translator: DagsterDbtTranslator, *, compute: bool
    ) -> None:
        self._manifest, self._translator, self._compute = manifest, translator, compute
        self._target = home.dbt_target
        self._kept_at = home.dbt_target / "lineage.json"
        self._kept: dict[str, dict[str, Any]] = _read(self._kept_at)
        self._columns: dict[tuple[str, str], Columns] = {}
        self._rows: dict[tuple[str, str], int] = {}
        with duckdb.connect(str(home.warehouse), read_only=True) as con:
            for schema, table, column, kind in con.execute(
                "select schema_name, table_name, column_name, data_type from duckdb_columns() where not internal "
                "order by schema_name, table_name, column_index"
            ).fetchall():
                self._columns.setdefault((schema, table), {})[column] = kind
            for schema, table in con.execute("select schema_name, table_name from duckdb_tables()").fetchall():
                row = con.execute(f'select count(*) from "{schema}"."{table}"').fetchone()
                self._rows[schema, table] = row[0] if row else 0

    def metadata(self, unique_id: str) -> dict[str, Any]:
        """Metadata for the materialization of a node; what is not known is left out."""
        node = self._manifest["nodes"][unique_id]
        place = (node["schema"], node.get("alias") or node["name"])
        found: dict[str, Any] = {}
        if place in self._rows:
            found["dagster/row_count"] = self._rows[place]
        columns = self._columns.get(place, {})
        if columns:
            found["dagster/column_schema"] = dg.TableSchema(
                columns=[
                    dg.TableColumn(
                        name,
                        kind,
                        description=node["columns"].get(name, {}).get("description"),
                        constraints=_constraints(self._manifest, unique_id, name),
                    )
                    for name, kind in columns.items()
                ]
            )
        lineage = self._lineage(unique_id, node, columns) if node["resource_type"] == "model" and columns else None
        if lineage:
            found["dagster/column_lineage"] = dg.TableColumnLineage(
                {
                    column: [dg.TableColumnDep(asset_key=dg.AssetKey(key), column_name=name) for key, name in deps]
                    for column, deps in lineage.items()
                }
            )
        return found

    def keep(self) -> None:
        """Write down what was computed, for the next run."""
        if self._compute:
            self._kept_at.write_text(json.dumps(self._kept, ensure_ascii=False, indent=1), encoding="utf-8")

    def _lineage(self, unique_id: str, node: Mapping[str, Any], columns: Columns) -> dict[str, Any] | None:
        parents = {}
        for parent in node["depends_on"]["nodes"]:
            props = self._manifest["nodes"].get(parent) or self._manifest["sources"][parent]
            names = self._columns.get((props["schema"], props.get("alias") or props["name"]), {})
            parents[props["relation_name"]] = {name: {"data_type": kind} for name, kind in names.items()}
        sql = (self._target / "compiled" / node["package_name"] / node["original_file_path"]).read_bytes()
        stamp = hashlib.sha256(sql + json.dumps([parents, columns], sort_keys=True).encode()).hexdigest()
        kept = self._kept.get(unique_id)
        if (kept is None or kept["stamp"] != stamp) and self._compute:
            kept = self._kept[unique_id] = {"stamp": stamp, "columns": self._computed(node, columns, parents)}
        return kept["columns"] if kept and kept["stamp"] == stamp else None

    def _computed(
        self, node: Mapping[str, Any], columns: Columns, parents: Mapping[str, Any]
    ) -> dict[str, list[tuple[list[str], str]]] | None:
        try:
            metadata = _build_column_lineage_metadata(
                EventHistoryMetadata(
                    columns={name: {"data_type": kind} for name, kind in columns.items()}, parents=dict(parents)
                ),
                dict(node),
                self._manifest,
                self._translator,
                self._target,
                None,
            )
        except (
            Exception
        ) as error:  # sqlglot cannot follow every query (UNION ALL BY NAME); the table stands all the same
            log.info("no column lineage of %s: %s", node["name"], str(error).splitlines()[0][:200])
            return None
        deps = metadata["dagster/column_lineage"].deps_by_column
        return {
            column: sorted((list(dep.asset_key.path), dep.column_name) for dep in deps[column])
            for column in columns
            if column in deps
        }


def _constraints(manifest: Mapping[str, Any], unique_id: str, column: str) -> dg.TableColumnConstraints:
    """What the dbt tests of a column promise."""
    names = {
        node["test_metadata"]["name"]
        for child in manifest["child_map"].get(unique_id, [])
        if (node := manifest["nodes"].get(child))
        and node.get("test_metadata")
        and node.get("column_name") == column
        and node.get("attached_node") == unique_id
    }
    return dg.TableColumnConstraints(
        nullable="not_null" not in names,
        unique="unique" in names,
        other=sorted(names & {"relationships", "accepted_values"}),
    )


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
