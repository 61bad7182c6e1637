"""Fixtures of the calls area: the lab of the recordings' tests, and jobs carried out in this process."""

from tests.recordings.conftest import Lab, lab, run_jobs, worker_jobs

__all__ = ["Lab", "lab", "run_jobs", "worker_jobs"]
