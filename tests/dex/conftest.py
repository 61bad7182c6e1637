"""What tests of collections share."""

import pytest

from tests.recordings.conftest import run_jobs

__all__ = ["run_jobs", "worker_jobs"]


@pytest.fixture
def worker_jobs() -> None:
    """The job functions, which only workers import."""
    import blueprints.dex.jobs  # noqa: F401
