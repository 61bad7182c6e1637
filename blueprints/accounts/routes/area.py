"""The blueprint that all routes of the area are hung on."""

from core.api import area

api = area("accounts", __name__, "People, groups, invitations, API keys and notifications")
