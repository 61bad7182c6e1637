"""`python -m tests.jobs.run worker|scheduler`: a process that also knows the probe jobs."""

import sys

from app import create_app
from core import scheduler
from core.jobs import worker
from tests.jobs import probe

if __name__ == "__main__":
    app = create_app(role="worker")
    assert probe.PROBE.work is not None
    if sys.argv[1] == "worker":
        worker.work(app)
    else:
        scheduler.run(app)
