"""Notifications of the signed-in person."""

from flask import Response, jsonify

from blueprints.accounts.models import Notification
from blueprints.accounts.routes.area import api
from blueprints.accounts.schemas import CountView, NotificationPage, NotificationQuery, NotificationView
from blueprints.accounts.service import notifications
from blueprints.accounts.service.notifications import shape_notification
from core.access import principal
from core.api import IdPath
from core.db import db
from core.paging import Ordering, moment, paginate

ORDERINGS = {"created_at": Ordering(Notification.created_at.expression, moment)}


@api.get("/me/notifications", responses={200: NotificationPage})
def list_notifications(query: NotificationQuery) -> Response:
    """Your notifications, newest first"""
    rows = notifications.list_notifications(principal().user_id, only_unread=query.unread)
    if query.search:
        rows = rows.where(Notification.title.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Notification.id.expression, orderings=ORDERINGS, default="-created_at")
    return jsonify(page.shape(shape_notification))


@api.get("/me/notifications/count", responses={200: CountView})
def count_notifications() -> Response:
    """How many notifications you have not read"""
    return jsonify({"unread": notifications.count_unread(principal().user_id)})


@api.post("/me/notifications/<id>/read", responses={200: NotificationView})
def read_notification(path: IdPath) -> Response:
    """Mark a notification as read"""
    row = notifications.mark_read(principal().user_id, path.id)
    db.session.commit()
    return jsonify(shape_notification(row))


@api.post("/me/notifications/read-all", responses={200: CountView})
def read_all_notifications() -> Response:
    """Mark every notification as read"""
    notifications.mark_all_read(principal().user_id)
    db.session.commit()
    return jsonify({"unread": 0})
