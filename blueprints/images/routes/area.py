"""The blueprint that all routes of pictures and of vision are on."""

from core.api import area

api = area("images", __name__, "Pictures: intake, versions, and what machines and people say that they show")
