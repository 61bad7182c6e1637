"""`python -m tests.live_worker`: a worker of a test station."""

from app import create_app
from core.jobs import worker
from tests.core.notes import register_notes

if __name__ == "__main__":
    application = create_app(role="worker")
    register_notes()
    worker.work(application)
