"""The feed, and what people say in it."""

from typing import Any

from flask import Response

from blueprints.dex import policy
from blueprints.dex.models import Comment, DexEntry, Report
from blueprints.dex.routes.area import api
from blueprints.dex.schemas.feed import (
    CommentBody,
    CommentOut,
    CommentPage,
    FeedPage,
    FeedQuery,
    ReactionBody,
    ReactionsOut,
    ReportBody,
    ReportOut,
    ReportPage,
    ReportSettleBody,
)
from blueprints.dex.service import feed as service
from core.access import principal, require_operator
from core.api import IdPath, created, no_content
from core.db import db
from core.documents import NOTHING
from core.errors import forbidden, not_found
from core.paging import Ordering, PageQuery, moment, paginate


@api.get("/feed", responses={200: FeedPage})
def read_feed(query: FeedQuery) -> dict[str, Any]:
    """What friends and everybody show, the latest first"""
    me = principal()
    orderings = {"shown_at": Ordering(DexEntry.shown_at, moment)}
    page = paginate(service.chosen(me, query), query, key=DexEntry.id, orderings=orderings, default="-shown_at")
    results = service.shape_several(page.rows, me.user_id)
    return {"count": page.count, "next": page.next, "previous": page.previous, "results": results}


@api.put("/dex/entries/<uuid:id>/reaction", responses={200: ReactionsOut})
def react(path: IdPath, body: ReactionBody) -> dict[str, Any]:
    """Put one's sign under an entry"""
    me = principal()
    shown = service.react(me, policy.get_entry(me, path.id), body.kind)
    db.session.commit()
    return shown


@api.delete("/dex/entries/<uuid:id>/reaction", responses={200: ReactionsOut})
def take_reaction_back(path: IdPath) -> dict[str, Any]:
    """Take one's sign away"""
    me = principal()
    shown = service.react(me, policy.get_entry(me, path.id), None)
    db.session.commit()
    return shown


@api.put("/dex/entries/<uuid:id>/mute", responses={204: NOTHING})
def mute(path: IdPath) -> Response:
    """Take an entry out of one's own feed"""
    me = principal()
    service.mute(me, policy.get_entry(me, path.id))
    db.session.commit()
    return no_content()


@api.delete("/dex/entries/<uuid:id>/mute", responses={204: NOTHING})
def unmute(path: IdPath) -> Response:
    """Have a muted entry in one's feed again"""
    me = principal()
    service.unmute(me, policy.get_entry(me, path.id))
    db.session.commit()
    return no_content()


@api.get("/dex/entries/<uuid:id>/comments", responses={200: CommentPage})
def list_comments(path: IdPath, query: PageQuery) -> dict[str, Any]:
    """What people wrote under an entry, in its order"""
    me = principal()
    entry = policy.get_entry(me, path.id)
    orderings = {"created_at": Ordering(Comment.created_at, moment)}
    rows = service.comments(entry, me.user_id)
    page = paginate(rows, query, key=Comment.id, orderings=orderings, default="created_at")
    return page.shape(lambda row: service.shape_comment(row, me, entry))


@api.post("/dex/entries/<uuid:id>/comments", responses={201: CommentOut})
def create_comment(path: IdPath, body: CommentBody) -> Response:
    """Write under an entry"""
    me = principal()
    entry = policy.get_entry(me, path.id)
    row = service.comment(me, entry, body.text)
    db.session.commit()
    return created(service.shape_comment(row, me, entry), f"/api/v1/dex/entries/{entry.id}/comments")


@api.delete("/dex/comments/<uuid:id>", responses={204: NOTHING})
def delete_comment(path: IdPath) -> Response:
    """Take back one's own comment, or hide one under one's own entry"""
    me = principal()
    row, entry = service.readable_comment(me, path.id)
    if not service.may_hide(me, row, entry):
        raise forbidden("Only its author, the owner of the entry or an administrator of the station may do this.")
    service.hide_comment(me, row)
    db.session.commit()
    return no_content()


@api.post("/dex/entries/<uuid:id>/reports", responses={201: ReportOut})
def create_report(path: IdPath, body: ReportBody) -> Response:
    """Tell the administrators that an entry or a comment is wrong for others' eyes"""
    me = principal()
    row = service.report(me, policy.get_entry(me, path.id), body.reason, body.comment_id)
    db.session.commit()
    return created(service.shape_report(row), "/api/v1/dex/reports")


@api.get("/dex/reports", responses={200: ReportPage})
def list_reports(query: PageQuery) -> dict[str, Any]:
    """Reports, the latest first; for the administrators of the station"""
    require_operator(principal())
    orderings = {"created_at": Ordering(Report.created_at, moment)}
    rows = db.select(Report)
    return paginate(rows, query, key=Report.id, orderings=orderings, default="-created_at").shape(service.shape_report)


@api.post("/dex/reports/<uuid:id>/settle", responses={200: ReportOut})
def settle_report(path: IdPath, body: ReportSettleBody) -> dict[str, Any]:
    """Close a report, taking away what was reported or leaving it"""
    me = principal()
    require_operator(me)
    row = db.session.get(Report, path.id)
    if row is None:
        raise not_found("report")
    service.settle(me, row, hide=body.hide)
    db.session.commit()
    return service.shape_report(row)
