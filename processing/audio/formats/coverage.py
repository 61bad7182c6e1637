"""What a set of calls covers, gathered while they pass: projects, places, days, species."""

from dataclasses import dataclass, field
from datetime import datetime

from processing.audio.formats.rows import CallRow


@dataclass
class Coverage:
    """Gathered from rows one by one; memory grows with places and species, not with calls."""

    projects: set[str] = field(default_factory=set)
    species: set[str] = field(default_factory=set)
    places: set[tuple[float, float]] = field(default_factory=set)
    start: datetime | None = None
    end: datetime | None = None
    n_calls: int = 0

    def add(self, row: CallRow) -> None:
        self.n_calls += 1
        recording = row.recording
        self.projects |= {recording.project} if recording.project else set()
        self.species |= {row.species} if row.species else set()
        if recording.latitude is not None and recording.longitude is not None:
            self.places.add((recording.latitude, recording.longitude))
        moment = row.started_at()
        if moment is not None:
            self.start = moment if self.start is None else min(self.start, moment)
            self.end = moment if self.end is None else max(self.end, moment)

    @property
    def title(self) -> str:
        """The projects' names, or what there is in general."""
        return ", ".join(sorted(self.projects)) or "Calls"

    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees; None where no place is known."""
        if not self.places:
            return None
        latitudes, longitudes = [place[0] for place in self.places], [place[1] for place in self.places]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
