"""Taking in a checklist: recognised, compared with what is here, loaded, and put in the place of its older release."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blueprints.species.jobs.loading import Loader
from blueprints.species.models import Checklist, ChecklistState
from blueprints.species.schemas.jobs import IMPORT_CHECKLIST, ChecklistParams
from blueprints.species.service import checklists
from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError
from core.storage import StorageError, storage
from core.uploads.kinds import Reporter
from processing.taxonomy.checklist import open_checklist

PAGE = "/checklists"


@IMPORT_CHECKLIST.runs
def import_checklist(ctx: JobContext, params: ChecklistParams) -> list[ResultLink]:
    """Go on where the last try stopped; a release that is here already is left as it is."""
    row = db.session.get(Checklist, params.checklist_id)
    if row is None or row.state == ChecklistState.READY or row.blob_sha256 is None:
        return [ResultLink("checklists", "Checklists", PAGE)]
    sha256 = row.blob_sha256
    ctx.commit()
    with _local(sha256) as path:
        taken = take_in(row, path, ctx, scratch=ctx.workdir)
    return [ResultLink("checklist", taken.title, PAGE)]


@contextmanager
def _local(sha256: str) -> Iterator[Path]:
    try:
        with storage().open_local(sha256) as path:
            yield path
    except StorageError as exc:
        raise TransientError(exc.code, exc.message) from exc


def take_in(row: Checklist, path: Path, reporter: Reporter, *, scratch: Path) -> Checklist:
    """Load the checklist at a path into the row's tables; returns the row, or that of the same release here.

    Commits on the way. Raises TableError, and JobCancelled; the row then is to be marked as stopped.
    """
    found = open_checklist(path, name=row.file_name)
    found.scratch = scratch
    reporter.report(0, 0, "Comparing with what is here")
    digest = found.digest()
    same = checklists.ready_of(digest)
    if same is not None:
        reporter.log(f"{same.title} {same.release} is here already; nothing was changed.")
        checklists.discard(row)
        reporter.commit()
        return same
    if row.digest != digest:
        checklists.begin_anew(row)
    row.digest, row.kind = digest, found.kind
    row.title, row.alias, row.release = found.title or row.file_name, found.alias, found.version
    row.state, row.problem_code, row.problem_detail = ChecklistState.LOADING, None, None
    reporter.commit()
    loader = Loader(row, found, reporter)
    loader.load()
    _finish(row, loader, reporter)
    return row


def _finish(row: Checklist, loader: Loader, reporter: Reporter) -> None:
    row.counts = loader.counts | checklists.count_usages(row.id)
    row.state, row.ready_at, row.blob_sha256 = ChecklistState.READY, now(), None
    for older in checklists.older_releases(row):
        reporter.log(f"Takes the place of {older.title} {older.release}.")
        checklists.discard(older)
    lost = row.counts.get("n_without_parent", 0)
    if lost:
        reporter.log(f"{lost} names are under a name that the checklist does not hold.")
    reporter.commit()
