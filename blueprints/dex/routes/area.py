"""The blueprint that all routes of dex are on."""

from core.api import area

api = area("dex", __name__, "Collections, friends, the feed and the tree of life")
