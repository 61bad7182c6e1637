"""What the routes that close accounts take and give."""

from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.accounts.schemas import GroupName, Password, PersonView
from blueprints.accounts.service.closing import OwnGroups
from core.api import Body


class CloseOwnBody(Body):
    password: Password
    code: str | None = Field(None, max_length=40, description="Of the second factor, where there is one")
    own_groups: OwnGroups = Field(description="What happens to groups nobody else belongs to, with all they own")
    heir_id: UUID | None = Field(None, description="Who takes those over: a member of one of your groups")


class CloseBody(Body):
    own_groups: OwnGroups = Field(
        description="What happens to groups nobody else belongs to; handed over, they become yours"
    )


class OutlookView(BaseModel):
    """What stands in the way of closing your account, and what it would take along."""

    to_hand_over: list[GroupName] = Field(description="Groups that need another administrator first")
    own: list[GroupName] = Field(description="Groups nobody else belongs to")
    heirs: list[PersonView] = Field(description="Who could take those over")
    needs_code: bool = Field(description="Whether the second factor is asked for")
