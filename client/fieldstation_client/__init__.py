"""A Fieldstation from Python: every operation of its API, resumable uploads, jobs followed to their end.

    from fieldstation_client import Station

    station = Station("https://station.example.org", "fs_…")
    for row in station.rows("recordings.get_recordings", project_id=project):
        print(row["name"])
"""

from fieldstation_client.errors import StationError
from fieldstation_client.follow import follow
from fieldstation_client.station import Operation, Station
from fieldstation_client.sync import sync

__all__ = ["Operation", "Station", "StationError", "follow", "sync"]
