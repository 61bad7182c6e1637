"""The bulk action `classify` of the list of recordings."""

from uuid import UUID

from blueprints.accounts.service.groups import groups_of
from blueprints.calls import policy
from blueprints.calls.schemas.runs import ClassifyOptions
from blueprints.calls.service.classifiers import require_ready
from blueprints.calls.service.runs import submit_classify
from blueprints.recordings.models import Recording
from blueprints.recordings.service.bulk import bulk_action
from core.access import Principal, Role
from core.errors import AppError, conflict
from core.jobs.models import Job


def register() -> None:
    """Offer the action to the recordings' area, which lies below and knows nothing of classifiers."""
    action = bulk_action(
        "classify", title="Classify", role=Role.ANNOTATOR, read=ClassifyOptions.model_validate, has_jobs=True
    )
    action(_classify)


def _classify(recording: Recording, options: ClassifyOptions, batch: Job | None, who: UUID | None) -> None:
    if who is None:
        raise AppError(403, "forbidden", "The person who asked for this has no account any more.")
    roles = {member.group_id: Role(member.role) for member in groups_of(who)}
    classifier = policy.classifier(Principal(who, roles), options.classifier_id)
    require_ready(classifier)
    if recording.current_segmentation_id is None:
        raise conflict("not-segmented", "This recording has no segments yet; segment it first.")
    submit_classify(recording, classifier, owner_id=who, parent=batch)
