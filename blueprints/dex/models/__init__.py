"""Tables of collections and of the people who share them.

entries : what someone saw, with its pictures. journal : what changed, for clients that were away.
people : friendships. talk : reactions, comments, reports. awards : badges. files : made on request.
"""

from blueprints.dex.models.awards import Award
from blueprints.dex.models.entries import DexEntry, DexPicture, Visibility
from blueprints.dex.models.files import CardFile
from blueprints.dex.models.journal import Collection, JournalLine
from blueprints.dex.models.people import Friendship, FriendState
from blueprints.dex.models.talk import Comment, Muted, Reaction, ReactionKind, Report

__all__ = [
    "Award",
    "CardFile",
    "Collection",
    "Comment",
    "DexEntry",
    "DexPicture",
    "FriendState",
    "Friendship",
    "JournalLine",
    "Muted",
    "Reaction",
    "ReactionKind",
    "Report",
    "Visibility",
]
