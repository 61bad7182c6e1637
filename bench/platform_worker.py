"""`python -m bench.platform_worker`: a worker that also knows the empty job."""

from __future__ import annotations

from app import create_app
from bench.empty_job import EMPTY
from core.jobs import worker

if __name__ == "__main__":
    if EMPTY.work is None:
        raise RuntimeError("the empty job has lost its function")
    worker.preload()
    worker.work(create_app(role="worker"))
