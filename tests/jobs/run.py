"""`python -m tests.jobs.run worker|scheduler|areas`: a process that also knows the probe jobs."""

import sys

from app import create_app
from core import scheduler
from core.jobs import worker
from tests.jobs import probe

if __name__ == "__main__":
    part = sys.argv[1]
    # The engine's tests ask for probe jobs alone; the jobs of all areas take most of a worker's start to import.
    app = create_app(role="worker" if part == "areas" else "scheduler")
    assert probe.PROBE.work is not None
    if part == "scheduler":
        scheduler.run(app)
    else:
        worker.work(app)
