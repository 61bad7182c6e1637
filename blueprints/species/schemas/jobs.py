"""The kinds of jobs of the species area and their parameters."""

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class ChecklistParams(BaseModel):
    """Take in a checklist whose row exists, from where it stopped."""

    checklist_id: int


IMPORT_CHECKLIST = JobKind("species.import-checklist", ChecklistParams, queue=Queue.SHORT, time_limit_s=6 * 3600)
