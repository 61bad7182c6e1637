"""Search over HTTP."""

from typing import Any

from blueprints.finder.schemas import FindOut, FindQuery
from blueprints.finder.service.search import find
from core.access import principal
from core.api import area

api = area("finder", __name__, "Search everything one may see")


@api.get("/search", responses={200: FindOut})
def search_everything(query: FindQuery) -> dict[str, Any]:
    """Things of every area that hold these words, the best first"""
    kinds = [name for name in (query.kinds or "").split(",") if name]
    return find(principal(), query.q, kinds=kinds, group_id=query.group_id, limit=query.limit)
