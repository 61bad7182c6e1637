"""Who may use the routes of collections, friends, the feed and the tree."""

from typing import Any

from blueprints.dex.models import CardFile, Report
from blueprints.dex.service import entries, feed, friends
from core.db import db
from tests.architecture.access import Door, Needs, World, one


def _entry(w: World) -> Any:
    """An entry of the asking person's own."""
    return w.make.entry(w.me)


def _deleted(w: World) -> Any:
    entry = _entry(w)
    entries.remove(entry)
    db.session.commit()
    return entry


def _public(w: World) -> Any:
    return w.make.entry(visibility="public")


def _muted(w: World) -> Any:
    entry = _public(w)
    feed.mute(w.make.principal(w.me), entry)
    db.session.commit()
    return entry


def _picture(w: World) -> dict[str, Any]:
    entry = _entry(w)
    return {"id": entry.id, "picture_id": w.make.entry_picture(entry).id}


def _comment(w: World) -> Any:
    row = feed.comment(w.make.principal(w.me), _public(w), "Well seen")
    db.session.commit()
    return row


def _report(w: World) -> Any:
    return w.make.save(Report(entry_id=_public(w).id, reporter_id=w.me.id, reason="no"))


def _asker(w: World) -> dict[str, Any]:
    other = w.make.user()
    friends.ask(other, w.me)
    db.session.commit()
    return {"user_id": other.id}


def _asked(w: World) -> dict[str, Any]:
    other = w.make.user()
    friends.ask(w.me, other)
    db.session.commit()
    return {"user_id": other.id}


def _friend(w: World) -> dict[str, Any]:
    other = w.make.user()
    w.make.friends(w.me, other)
    return {"user_id": other.id}


def _blocked(w: World) -> dict[str, Any]:
    other = w.make.user()
    friends.block(w.me.id, other.id)
    db.session.commit()
    return {"user_id": other.id}


def _card_file(w: World) -> Any:
    return w.make.save(CardFile(owner_id=w.me.id, state="ready", blob_sha256=w.make.picture()))


DOORS = {
    "dex.export_collection": Door(Needs.SIGN_IN),
    "dex.import_collection": Door(
        Needs.SIGN_IN, form=lambda w: {"file": w.make.file(b"scientific_name\nParus major\n", "mine.csv")}
    ),
    "dex.list_card_files": Door(Needs.OWNER, shows=lambda w: str(_card_file(w).id)),
    "dex.create_card_file": Door(Needs.SIGN_IN, body=lambda w: {"family": "Felidae"}),
    "dex.read_card_file": Door(Needs.OWNER, path=one(_card_file)),
    "dex.read_card_pdf": Door(Needs.OWNER, path=one(_card_file)),
    "dex.delete_card_file": Door(Needs.OWNER, path=one(_card_file)),
    "dex.list_entries": Door(Needs.OWNER, shows=lambda w: str(_entry(w).id)),
    "dex.create_entry": Door(Needs.SIGN_IN, body=lambda w: {"species_id": str(w.make.animal().id)}),
    "dex.read_entry": Door(Needs.OWNER, path=one(_entry)),
    "dex.change_entry": Door(Needs.OWNER, path=one(_entry), body=lambda w: {"notes": "in the hedge"}),
    "dex.delete_entry": Door(Needs.OWNER, path=one(_entry)),
    "dex.restore_entry": Door(Needs.OWNER, path=one(_deleted)),
    "dex.read_map": Door(Needs.SIGN_IN),
    "dex.read_calendar": Door(Needs.SIGN_IN),
    "dex.read_picture": Door(Needs.OWNER, path=_picture),
    "dex.read_changes": Door(Needs.SIGN_IN),
    "dex.read_changes_of_several": Door(Needs.SIGN_IN, body=lambda w: {"collections": [{"owner_id": str(w.me.id)}]}),
    "dex.write_offline_work": Door(
        Needs.SIGN_IN, body=lambda w: {"writes": [{"op": "delete", "client_id": "never made"}]}
    ),
    "dex.read_statistics": Door(Needs.SIGN_IN),
    "dex.read_life_list": Door(Needs.SIGN_IN),
    "dex.read_locked": Door(Needs.SIGN_IN),
    "dex.read_leaderboard": Door(Needs.SIGN_IN),
    "dex.read_badges": Door(Needs.SIGN_IN),
    "dex.list_friends": Door(Needs.SIGN_IN),
    "dex.read_code": Door(Needs.SIGN_IN),
    "dex.renew_code": Door(Needs.SIGN_IN),
    "dex.ask": Door(Needs.SIGN_IN, body=lambda w: {"name": w.make.user().username}),
    "dex.accept": Door(Needs.OWNER, path=_asker),
    "dex.reject": Door(Needs.OWNER, path=_asker),
    "dex.withdraw": Door(Needs.OWNER, path=_asked),
    "dex.unfriend": Door(Needs.OWNER, path=_friend),
    "dex.block": Door(Needs.SIGN_IN, path=lambda w: {"user_id": w.make.user().id}),
    "dex.unblock": Door(Needs.OWNER, path=_blocked),
    "dex.read_person": Door(Needs.SIGN_IN, path=lambda w: {"user_id": w.make.user().id}),
    "dex.read_feed": Door(Needs.OWNER, shows=lambda w: str(_entry(w).id)),
    "dex.react": Door(Needs.SIGN_IN, path=one(_public), body=lambda w: {"kind": "wonder"}),
    "dex.take_reaction_back": Door(Needs.SIGN_IN, path=one(_public)),
    "dex.mute": Door(Needs.SIGN_IN, path=one(_public)),
    "dex.unmute": Door(Needs.OWNER, path=one(_muted)),
    "dex.list_comments": Door(Needs.SIGN_IN, path=one(_public)),
    "dex.create_comment": Door(Needs.SIGN_IN, path=one(_public), body=lambda w: {"text": "Well seen"}),
    "dex.delete_comment": Door(Needs.SIGN_IN, path=one(_comment)),
    "dex.create_report": Door(Needs.SIGN_IN, path=one(_public), body=lambda w: {"reason": "not an animal"}),
    "dex.list_reports": Door(Needs.OPERATOR),
    "dex.settle_report": Door(Needs.OPERATOR, path=one(_report), body=lambda w: {"hide": True}, has_missing=False),
    "dex.read_tree": Door(Needs.SIGN_IN),
    "dex.read_tile": Door(Needs.SIGN_IN, query=lambda w: {"z": 4, "x": -1, "y": 0}),
    "dex.search_tree": Door(Needs.SIGN_IN, query=lambda w: {"search": "animal"}),
    "dex.read_node": Door(Needs.SIGN_IN),
    "dex.read_tree_statistics": Door(Needs.SIGN_IN),
    "dex.read_graph": Door(Needs.SIGN_IN),
}
