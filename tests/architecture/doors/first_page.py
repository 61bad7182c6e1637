"""Who may use the doors of the home page, the search and the map."""

from typing import Any

from tests.architecture.access import Door, Needs, World


def _recording(w: World) -> str:
    return str(w.make.recording(w.project, name="needle.wav").id)


def _site(w: World) -> str:
    return str(w.make.site(w.project, latitude=48.0, longitude=11.0).id)


def _entry(w: World) -> str:
    return str(w.make.entry(w.me, latitude=48.05, longitude=11.05).id)


def _here(_w: World) -> dict[str, Any]:
    """The cells around what `_entry` makes, at zoom 2."""
    return {"zoom": 2, "cells": "8.6"}


DOORS = {
    "home.read_home": Door(Needs.VIEWER, query=lambda w: {"group_id": str(w.group.id)}),
    "home.note_visit": Door(Needs.SIGN_IN),
    "finder.search_everything": Door(Needs.VIEWER, query=lambda w: {"q": "needle"}, shows=_recording),
    "atlas.read_sites": Door(Needs.VIEWER, shows=_site),
    "atlas.read_cells": Door(Needs.SIGN_IN),
    "atlas.list_sightings": Door(Needs.OWNER, query=_here, shows=_entry),
    "atlas.read_background": Door(Needs.SIGN_IN),
}
