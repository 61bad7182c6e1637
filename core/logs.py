"""Log lines that carry the request id and the job id."""

import json
import logging
from contextvars import ContextVar

from flask import g, has_app_context, has_request_context

from core.clock import iso, now
from core.config import Settings

job_id_in_logs: ContextVar[str] = ContextVar("job_id_in_logs", default="-")
"""The job this process is working on."""


class _Ids(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        has_request = has_request_context() and has_app_context()
        record.request_id = g.get("request_id", "-") if has_request else "-"
        record.job_id = job_id_in_logs.get()
        return True


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": iso(now()),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": record.request_id,  # type: ignore[attr-defined]
            "job_id": record.job_id,  # type: ignore[attr-defined]
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


TEXT_FORMAT = "%(asctime)s %(levelname)-7s %(name)s [%(request_id)s %(job_id)s] %(message)s"


def configure_logging(settings: Settings) -> None:
    """One handler on the root logger, in the chosen format."""
    handler = logging.StreamHandler()
    handler.addFilter(_Ids())
    handler.setFormatter(_JsonLines() if settings.log_format == "json" else logging.Formatter(TEXT_FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for noisy in ("alembic", "apscheduler", "botocore", "engineio", "socketio", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
