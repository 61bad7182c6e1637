"""News that travels upwards: a lower area sends, higher ones listen."""

from blinker import Namespace

_news = Namespace()

user_created = _news.signal("user-created")
"""A person has an account. Sent with `user`."""

recording_arrived = _news.signal("recording-arrived")
"""A recording's chain of jobs is being laid. Sent with `recording`, `chain` (the batch to add jobs to) and
`segment_job` (the job to wait for; None when the project's recipe does not segment)."""

segmentation_changed = _news.signal("segmentation-changed")
"""Segments were added, moved or removed. Sent with `segmentation` and `segment_ids`."""

job_ended = _news.signal("job-ended")
"""A job came to its end in this transaction. Sent with `job`."""

dataset_stored = _news.signal("dataset-stored")
"""A version of a dataset has its table. Sent with `version`."""

forecast_stored = _news.signal("forecast-stored")
"""A forecast is kept, or replaces one of the same start. Sent with `forecast`."""

picture_identified = _news.signal("picture-identified")
"""A person has said what a picture shows. Sent with `identification`."""

removed = _news.signal("removed")
"""Rows go, and with them what belongs to them. Sent with `what` (a noun: dataset, version, session, model, project,
group) and `id`, in the transaction that removes them."""
