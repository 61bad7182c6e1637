"""Fixtures of similarity: the lab of the recordings' tests, and jobs carried out in this process."""

import pytest

from tests.recordings.conftest import Lab, lab, run_jobs

__all__ = ["Lab", "lab", "run_jobs", "worker_jobs"]


@pytest.fixture
def worker_jobs() -> None:
    """The job functions, which only workers import."""
    import blueprints.similarity.jobs  # noqa: F401
