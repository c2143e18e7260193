"""The publication in other places than the home: PostgreSQL, as an asset of the job where a URL is given."""

import os

import dagster as dg

from exports import postgres
from orchestration import progress
from orchestration.home import Home
from orchestration.observed import PUBLISHED

POSTGRES = dg.AssetKey(["published", "postgres"])
POSTGRES_URL = "GREENLEDGER_POSTGRES_URL"  # where it is set, the publication goes there too


class Publish(dg.ConfigurableResource):
    """Where else the publication goes. `postgres_url` is a libpq URL; a password is better kept in ~/.pgpass or PGPASSWORD."""

    postgres_url: str


def assets() -> list[dg.AssetsDefinition]:
    return [_postgres()] if os.environ.get(POSTGRES_URL) else []


def resources() -> dict[str, dg.ConfigurableResource]:
    return {"publish": Publish(postgres_url=dg.EnvVar(POSTGRES_URL))} if os.environ.get(POSTGRES_URL) else {}


def _postgres() -> dg.AssetsDefinition:
    @dg.asset(key=POSTGRES, deps=[PUBLISHED], group_name="published", kinds={"postgres"})
    def greenledger_postgres(home: dg.ResourceParam[Home], publish: Publish) -> dg.MaterializeResult:
        """Schema marts of a PostgreSQL, replaced in one transaction. The published file stands before, whatever comes of it."""
        release = home.database.resolve().parent
        with progress.current().part("postgres"):
            mark = (release / "fingerprint").read_text(encoding="utf-8")
            loaded = postgres.publish(release / home.database.name, publish.postgres_url, mark)
        return dg.MaterializeResult(
            metadata={"place": loaded.place, "changed": loaded.changed, "dagster/row_count": loaded.rows}
        )

    return greenledger_postgres
