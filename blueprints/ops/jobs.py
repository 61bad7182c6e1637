"""The jobs that make a backup and read it again."""

from blueprints.ops.backups import place
from blueprints.ops.schemas import BACKUP, BACKUP_CHECK, BackupCheckParams, BackupParams
from core.backup import reading
from core.backup.checks import check
from core.backup.create import create
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError
from core.storage import StorageError


@BACKUP.runs
def back_up(context: JobContext, _params: BackupParams) -> list[ResultLink]:
    """Save everything to the settings' place; a place that does not answer may answer later."""
    try:
        manifest = create(place(), report=lambda done, total, stage: context.report(done, total, stage))
    except StorageError as exc:
        raise TransientError(exc.code, exc.message) from exc
    context.log(f"Saved as {manifest.name}: {manifest.n_stored_files} files, {manifest.stored_bytes} bytes.")
    if manifest.missing:
        detail = f"{manifest.name} is complete but for {len(manifest.missing)} files that the storage lacks."
        raise AppError(409, "backup-files-missing", detail)
    return []


TOLD = 20
"""Parts out of order that the job's log names."""


@BACKUP_CHECK.runs
def check_backup(context: JobContext, params: BackupCheckParams) -> list[ResultLink]:
    """Read everything of a backup; one that is not what was written fails the job, which the operator hears of."""
    where = place()
    try:
        manifest = reading.read_manifest(where, params.name)
        wrong = check(where, manifest, report=lambda done, n: context.report(done, n, "Reading the backup"))
    except StorageError as exc:
        raise TransientError(exc.code, exc.message) from exc
    for line in wrong[:TOLD]:
        context.log(line)
    if wrong:
        raise AppError(409, "backup-damaged", f"{len(wrong)} parts of {params.name} are not in order: {wrong[0]}")
    context.log(f"Everything of {params.name} is as it was written.")
    return []
