"""Models there are, and places whose holidays are known."""

from typing import Any

from blueprints.forecasting.routes.area import api
from blueprints.forecasting.schemas.answers import ForecastMethodsOut, HolidayPlacesOut
from blueprints.forecasting.service import catalogue as service


@api.get("/forecast-methods", responses={200: ForecastMethodsOut})
def list_methods() -> dict[str, Any]:
    """Models a session can train, with their parameters and what may be searched"""
    return service.methods()


@api.get("/forecast-holidays", responses={200: HolidayPlacesOut})
def list_holiday_places() -> dict[str, Any]:
    """Countries whose holidays are known, with the parts that have their own"""
    return service.holiday_places()
