"""How the jobs of this area get at the tables of a session, and how they hand a file over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from blueprints.forecasting.schemas.plan import PlanBody
from blueprints.forecasting.service import plans
from blueprints.forecasting.service.predictions import renamed, wanted_tables
from core.jobs.context import JobContext
from core.jobs.kinds import TransientError
from core.storage import StorageError, sha256_of, storage
from core.storage.blobs import announce_blob
from ml.forecasting.spec import SessionSpec, spec_of
from processing.timeseries import store
from processing.timeseries.table import Table


@contextmanager
def stored(sha256: str) -> Iterator[Path]:
    """A stored file as a path. A storage that does not answer is a passing fault."""
    try:
        with storage().open_local(sha256) as path:
            yield path
    except StorageError as exc:
        raise TransientError(exc.code, exc.message) from exc


def read_tables(inputs: Sequence[dict[str, Any]]) -> dict[str, Table]:
    """The tables of inputs, under the names the study asks for them by."""
    tables = {}
    for name, wanted in wanted_tables(inputs).items():
        with stored(wanted.sha256) as path:
            tables[name] = renamed(store.read(path, columns=tuple(wanted.columns)), wanted.columns)
    return tables


def study(plan: PlanBody, inputs: Sequence[dict[str, Any]], zone: str) -> SessionSpec:
    """The plan as the numbers take it."""
    return spec_of(plans.study_of(plan, [one["name"] for one in inputs], zone))


def keep(ctx: JobContext, path: Path, media_type: str) -> tuple[str, int]:
    """Store a file; returns its hash and size. The row is committed first, so that a sweep finds it young."""
    sha256, size = sha256_of(path), path.stat().st_size
    announce_blob(sha256, size, media_type)
    ctx.commit()
    storage().adopt_file(path, sha256)
    return sha256, size
