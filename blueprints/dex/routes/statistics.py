"""What collections come to."""

from typing import Any

from blueprints.dex.policy import collection_owner
from blueprints.dex.routes.area import api
from blueprints.dex.schemas.statistics import (
    BadgesOut,
    CollectionStatisticsOut,
    LeaderboardOut,
    LifeListOut,
    LockedOut,
    LockedQuery,
    OwnerQuery,
    YearQuery,
)
from blueprints.dex.service import awards
from blueprints.dex.service import statistics as service
from core.access import principal
from core.db import db


@api.get("/dex/statistics", responses={200: CollectionStatisticsOut})
def read_statistics(query: OwnerQuery) -> dict[str, Any]:
    """Species by month, year, class and family, and the firsts of this year"""
    me = principal()
    return service.statistics(me.user_id, collection_owner(me, query.owner_id))


@api.get("/dex/life-list", responses={200: LifeListOut})
def read_life_list(query: OwnerQuery) -> dict[str, Any]:
    """Every species of a collection, by the day it was first seen"""
    me = principal()
    return {"results": service.life_list(me.user_id, collection_owner(me, query.owner_id))}


@api.get("/dex/locked", responses={200: LockedOut})
def read_locked(query: LockedQuery) -> dict[str, Any]:
    """Families of a collection with the species still missing"""
    me = principal()
    owner_id = collection_owner(me, query.owner_id)
    return {"results": service.locked(me.user_id, owner_id, query.family, query.limit)}


@api.get("/dex/leaderboard", responses={200: LeaderboardOut})
def read_leaderboard(query: YearQuery) -> dict[str, Any]:
    """Oneself and one's friends by species"""
    return {"results": service.leaderboard(principal().user_id, query.year)}


@api.get("/dex/badges", responses={200: BadgesOut})
def read_badges() -> dict[str, Any]:
    """Badges one has, and how far the others are"""
    me = principal().user_id
    awards.give(me)
    db.session.commit()
    return awards.overview(me)
