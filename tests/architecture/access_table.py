"""Who may use which route and live room. Every route and room must be here, or `test_access.py` fails.

To add one, write a line into `DOORS` of your area's module in `tests/architecture/doors/`:

    "recordings.get_recording": Door(Needs.VIEWER, path=one(lambda w: w.make.recording(w.project))),

* the name is the Flask endpoint (blueprint and function);
* `needs` is the least that is enough. A role means a role in the group that owns the object: strangers then
  get 404, lower roles 403, anonymous people 401. `SIGN_IN` is enough for one's own things; `OWNER` is for one
  person's own objects, where everybody else gets 404; `NOTHING` is for routes marked `@public`;
* `path`, `query`, `headers`, `body` are functions of the world (`access.World`: `w.group`, `w.project`, `w.me`,
  `w.make.<factory>()`), called anew for every request;
* a list route also has `shows`: it makes an object and gives its id; members must find it, strangers must not;
* for every id in a path a random one must answer 404 (`has_missing=False` where it is not an id).

A live room is a line of `ROOMS`: its kind, what it needs, and the id behind `kind:`.
"""

from importlib import import_module
from pathlib import Path

from tests.architecture.access import Door, Room

_MODULES = [
    import_module(f"tests.architecture.doors.{path.stem}")
    for path in sorted((Path(__file__).parent / "doors").glob("[a-z]*.py"))
]

DOORS: dict[str, Door] = {name: door for module in _MODULES for name, door in module.DOORS.items()}
"""Every route of the API."""

ROOMS: dict[str, Room] = {kind: room for module in _MODULES for kind, room in getattr(module, "ROOMS", {}).items()}
"""Every kind of live room."""

OUTSIDE_THE_API = {"static", "_openapi", "_docs", "_page", "_manifest", "_worker", "unknown"}
"""Endpoints that show no one's data: the page, its files, the API's description, the answer to unknown addresses."""

EVENTS = {"connect", "auth", "join", "leave", "disconnect"}
"""Everything a client may send over the live channel."""
