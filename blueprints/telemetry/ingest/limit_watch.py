"""Where channels stand against their limits, kept up with what is stored."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import select

from blueprints.telemetry.ingest.catalogue import Catalogue, Known, KnownSource
from blueprints.telemetry.models import LimitState, LimitStatus
from blueprints.telemetry.store import Row, store
from core.db import db
from processing.telemetry.limits import next_state
from processing.telemetry.times import from_us

COMPARISONS = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
"""What a context may ask of another channel's value."""


class LimitWatch:
    """States by channel, as far as they were looked at; older readings change nothing."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._seen_us: dict[int, int] = {}
        self._states: dict[int, str] | None = None

    def look(self, stored: Sequence[Sequence[Row]]) -> None:
        """Take the readings of channels with limits into account. Commits when a state changed."""
        limited = {
            known.id: (known, source)
            for source in self.catalogue.sources.values()
            for known in source.channels.values()
            if known.limits is not None
        } if self.catalogue.has_limits else {}  # fmt: skip
        if not limited:
            return
        found = [row for rows in stored for row in rows if row.channel_id in limited and row.value is not None]
        changed: dict[int, tuple[KnownSource, str, Row]] = {}
        for row in sorted(found, key=attrgetter("at_us")):
            known, source = limited[row.channel_id]
            state = self._advance(known, row)
            if state is not None:
                changed[row.channel_id] = (source, state, row)
        for channel_id, (source, state, row) in changed.items():
            _note(channel_id, source, state, row)
        if changed:
            db.session.commit()

    def _advance(self, known: Known, row: Row) -> str | None:
        """The new state, None when it stays or the reading is an old one."""
        states = self._known_states()
        if row.at_us <= self._seen_us.get(known.id, -(2**62)) or known.limits is None or row.value is None:
            return None
        self._seen_us[known.id] = row.at_us
        before = states.get(known.id, "ok")
        after = next_state(before, row.value, known.limits) if _applies(known.context) else "ok"
        states[known.id] = after
        return after if after != before else None

    def _known_states(self) -> dict[int, str]:
        if self._states is None:
            rows = db.session.execute(select(LimitStatus.channel_id, LimitStatus.state))
            self._states = {channel_id: str(state) for channel_id, state in rows}
        return self._states


def _applies(context: dict[str, object] | None) -> bool:
    """Whether another channel stands where these limits count; unknown counts as no."""
    if not context:
        return True
    channel_id = int(str(context["channel_id"]))
    latest = store().latest([channel_id]).get(channel_id)
    if latest is None or latest.value is None:
        return False
    return bool(COMPARISONS[str(context["op"])](latest.value, float(str(context["value"]))))


def _note(channel_id: int, source: KnownSource, state: str, row: Row) -> None:
    found = db.session.get(LimitStatus, channel_id)
    if found is None:
        found = LimitStatus(channel_id=channel_id, group_id=source.group_id)
        db.session.add(found)
    found.state, found.since_at, found.value = LimitState(state), from_us(row.at_us), float(row.value or 0.0)
