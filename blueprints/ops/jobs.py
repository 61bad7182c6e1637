"""The job that makes a backup."""

from blueprints.ops.backups import place
from blueprints.ops.schemas import BACKUP, BackupParams
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
