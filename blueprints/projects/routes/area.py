"""The blueprint that all routes of the area are hung on."""

from core.api import area

api = area("projects", __name__, "Projects and the sites they watch")
