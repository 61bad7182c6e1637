"""The job that verifies a complete upload."""

from core.api import API_PREFIX
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError
from core.storage import StorageError
from core.uploads.finish import SERVER_FAULTS, AlreadyHere, finish
from core.uploads.kinds import UploadResult
from core.uploads.models import Upload, UploadState
from core.uploads.schemas import FINISH, FinishParams


@FINISH.runs
def finish_upload(ctx: JobContext, params: FinishParams) -> list[ResultLink]:
    """Verify, store and hand over one upload; what is refused fails the job with the refusal's code."""
    upload = db.session.get(Upload, params.upload_id)
    if upload is None or upload.state not in (UploadState.VERIFYING, UploadState.STORED):
        return []
    file_name = upload.file_name
    if upload.result is not None:
        return [_link(UploadResult(**upload.result), file_name)]
    try:
        return [_link(finish(ctx, upload), file_name)]
    except AlreadyHere as exc:
        ctx.log(exc.detail)
        return [_link(exc.existing, file_name)]
    except StorageError as exc:
        raise TransientError(exc.code, exc.message) from exc
    except AppError as exc:
        if exc.status >= SERVER_FAULTS:
            raise TransientError(exc.code, exc.detail) from exc
        raise


def _link(result: UploadResult, file_name: str) -> ResultLink:
    return ResultLink(rel=result.type, title=file_name, href=result.url.removeprefix(API_PREFIX))
