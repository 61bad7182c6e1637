"""Jobs: what was done in the background."""

from blueprints.finder.service.kinds.registry import Source, kind
from core.access import Principal
from core.jobs.models import Job
from core.jobs.routes import visible_to


@kind("job", href="/jobs/{id}", all_href="/jobs?search={text}", weight=-8)
def jobs(who: Principal) -> Source:
    """Jobs people asked for, one's own and those of one's groups; the steps of a batch stand in its page."""
    return Source(
        visible_to(who).where(Job.parent_id.is_(None)),
        key=Job.id,
        title=Job.title,
        texts=(Job.title,),
        detail=Job.state,
        at=Job.created_at,
        group_id=Job.group_id,
    )
