"""The web process of a test station: as `wsgi.py`, with the test kind of upload beside the real ones."""

import wsgi
from tests.core.notes import register_notes

app = wsgi.app
register_notes()
