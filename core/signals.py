"""News that travels upwards: a lower area sends, higher ones listen."""

from blinker import Namespace

_news = Namespace()

user_created = _news.signal("user-created")
"""A person has an account. Sent with `user`."""

recording_ready = _news.signal("recording-ready")
"""A recording was read and can be worked on. Sent with `recording`."""

segmentation_changed = _news.signal("segmentation-changed")
"""Segments were added, moved or removed. Sent with `segmentation` and `segment_ids`."""

job_ended = _news.signal("job-ended")
"""A job came to its end in this transaction. Sent with `job`."""
