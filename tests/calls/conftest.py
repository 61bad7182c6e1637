"""The lab of the recordings' tests, jobs carried out in this process, and models brought along."""

import io

import pytest

from tests.recordings.conftest import Lab, lab, run_jobs, worker_jobs

__all__ = ["Lab", "lab", "run_jobs", "worker_jobs"]


@pytest.fixture
def bring(client, lab, run_jobs):
    """`bring(content)` sends a file as the editor, lets the job look it over, and gives the classifier."""

    def _bring(content, *, name="other.fsmodel", headers=None, **fields):
        data = {"project_id": str(lab.project.id), "file": (io.BytesIO(content), name)} | fields
        answer = client.post("/api/v1/classifiers/import", data=data, headers=headers or lab.editor)
        if answer.status_code != 201:
            return answer
        assert answer.json["state"] == "checking"
        run_jobs()
        return client.get(f"/api/v1/classifiers/{answer.json['id']}", headers=lab.viewer)

    return _bring
