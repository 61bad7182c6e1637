"""The kinds of things that are searched: a new one is a function that says what a person may see and where to look.

@kind("dataset", href="/datasets/{id}", all_href="/datasets?search={text}")
def datasets(who: Principal) -> Source:
    return Source(visible_datasets(who), key=Dataset.id, title=Dataset.name, texts=(Dataset.name,),
                  at=Dataset.updated_at, group_id=Dataset.group_id)
"""

from blueprints.finder.service.kinds import people, places, series, sightings, sound, telemetry, work
from blueprints.finder.service.kinds.registry import KINDS, Kind, Source

__all__ = ["KINDS", "Kind", "Source", "people", "places", "series", "sightings", "sound", "telemetry", "work"]
