"""What the accounts routes take and give."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from blueprints.accounts.service.notifications import NotificationKind
from core.access import Role, Scope
from core.api import Body
from core.documents import page_of
from core.fields import Moment
from core.paging import PageQuery

EMAIL_PATTERN = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$"
"""An address as the HTML standard has it; it holds no space, quote or line break."""

Email = Annotated[str, Field(max_length=254, pattern=EMAIL_PATTERN, examples=["ada@example.org"])]
Username = Annotated[
    str,
    Field(
        min_length=3,
        max_length=32,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$",
        description="Letters, digits, _ . -; capitals do not count",
    ),
]
Password = Annotated[
    str,
    StringConstraints(strip_whitespace=False, max_length=1000),
    Field(description="At least 10 characters, not a common one; spaces count, also at the ends"),
]


def _printable(text: str) -> str:
    if not all(c.isprintable() for c in text):
        raise ValueError("expected one line of printable text")
    return text


Line = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_printable)]
"""A name people read: one line."""

Text = Annotated[str, Field(max_length=5000)]


class CookieChoice(Body):
    cookie: bool = Field(True, description="Keep the refresh token in a cookie; false: give it in the answer")


class SetupBody(CookieChoice):
    token: str = Field(max_length=200, description="From the link the start-up prints")
    email: Email
    username: Username
    password: Password
    display_name: Line | None = None


class RegisterBody(CookieChoice):
    email: Email
    username: Username
    password: Password
    display_name: Line | None = None
    invitation_token: str | None = Field(None, max_length=500, description="Needed where registration is closed")


class LoginBody(CookieChoice):
    login: str = Field(min_length=1, max_length=254, description="E-mail address or user name")
    password: Password


class MaybeBody(Body):
    """A body that may be left out."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    @model_validator(mode="before")
    @classmethod
    def _none_is_empty(cls, value: Any) -> Any:
        return {} if value is None else value


class RefreshBody(MaybeBody):
    refresh_token: str | None = Field(None, max_length=4000, description="Left out: taken from the cookie")


class EmailBody(Body):
    email: Email


class CodeBody(CookieChoice):
    email: Email
    code: str = Field(pattern=r"^[0-9]{6}$", description="Six digits from the message")


class OwnCodeBody(Body):
    code: str = Field(pattern=r"^[0-9]{6}$", description="Six digits from the message")


class ResetBody(Body):
    token: str = Field(max_length=200)
    password: Password


class PasswordBody(Body):
    old_password: Password
    new_password: Password


class Preferences(BaseModel):
    """Choices of the page; what is left out keeps its value."""

    model_config = ConfigDict(extra="forbid")

    theme: Literal["system", "light", "dark"] | None = None
    colormap: str | None = Field(None, max_length=40, pattern=r"^[A-Za-z0-9_-]*$")
    playback_speed: float | None = Field(None, ge=0.01, le=100, description="1 is real time, 0.1 ten times slower")
    locale: str | None = Field(None, max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    mail: dict[NotificationKind, bool] | None = Field(None, description="Which notifications are mailed")
    page: dict[str, str | int | float | bool | None] | None = Field(
        None, max_length=100, description="What pages remember: chosen columns, panel widths"
    )


class MeBody(Body):
    display_name: Line | None = None
    bio: Text | None = None
    preferences: Preferences | None = None
    active_group_id: UUID | None = None


class KeyBody(Body):
    name: Line
    scopes: list[Scope] = Field(default_factory=lambda: [Scope.READ], min_length=1, max_length=2)
    expires_at: Moment | None = Field(None, description="Left out: until revoked")


class GroupBody(Body):
    name: Line
    description: Text = ""


class GroupPatch(Body):
    name: Line | None = None
    description: Text | None = None


class RoleBody(Body):
    role: Role


class InvitationBody(Body):
    email: Email
    role: Role = Role.VIEWER


class TokenBody(Body):
    token: str = Field(min_length=1, max_length=500)


class MemberPath(BaseModel):
    id: UUID = Field(description="Group")
    user_id: UUID = Field(description="Member")


class InvitationPath(BaseModel):
    id: UUID = Field(description="Group")
    invitation_id: UUID


class NotificationQuery(PageQuery):
    unread: bool = Field(False, description="Only what was not read")


class AuditQuery(PageQuery):
    action: str | None = Field(None, max_length=60, description="An action, or the noun it begins with: `session`")
    actor_id: UUID | None = Field(None, description="Who did it")
    object_id: UUID | None = Field(None, description="What it was done to")
    group_id: UUID | None = Field(None, description="In which group")
    after: Moment | None = Field(None, description="From this moment on")
    before: Moment | None = Field(None, description="Before this moment")


class MembershipView(BaseModel):
    id: UUID
    name: str
    role: Role
    is_personal: bool


class UserView(BaseModel):
    """A person as they see themselves."""

    id: UUID
    email: str
    username: str
    display_name: str
    bio: str
    friend_code: str
    is_operator: bool
    is_email_verified: bool
    preferences: dict[str, Any]
    active_group_id: UUID | None
    groups: list[MembershipView]
    created_at: datetime


class TokensView(BaseModel):
    access_token: str
    token_type: str = Field("Bearer", description="How the access token is sent")
    expires_in: int = Field(description="Seconds the access token lives")
    refresh_token: str | None = Field(None, description="Only when `cookie` is false")
    user: UserView


class SetupView(BaseModel):
    needs_setup: bool


class GroupView(BaseModel):
    id: UUID
    name: str
    description: str
    is_personal: bool
    role: Role = Field(description="Your role")
    version: int
    created_at: datetime


class CountView(BaseModel):
    unread: int


class PersonView(BaseModel):
    """A person as others of their groups see them."""

    id: UUID
    username: str
    display_name: str


class AccountView(PersonView):
    """A person as administrators of the station see them."""

    email: str
    is_operator: bool = Field(description="Whether they are an administrator of the station")
    is_active: bool
    has_second_factor: bool = Field(description="Whether signing in asks them for a second factor")
    created_at: datetime
    n_sessions: int = Field(description="Sign-ins that still work")
    last_used_at: datetime | None = Field(description="When the latest of them was last used")


class MemberView(BaseModel):
    user: PersonView
    role: Role
    created_at: datetime


class GroupName(BaseModel):
    id: UUID
    name: str


class InvitationView(BaseModel):
    id: UUID
    group: GroupName
    email: str
    role: Role
    invited_by: PersonView | None
    created_at: datetime
    expires_at: datetime


class NewInvitationView(InvitationView):
    link: str = Field(description="What the message holds, to be passed on by hand where mail is not set up")


class OwnInvitationView(InvitationView):
    token: str = Field(description="Answers the invitation")


class KeyView(BaseModel):
    id: UUID
    name: str
    hint: str = Field(description="How the key begins, to tell it from others")
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewKeyView(KeyView):
    key: str = Field(description="The key itself, shown this once")


class SessionView(BaseModel):
    id: UUID
    method: str
    address: str
    user_agent: str
    is_current: bool
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


class NotificationView(BaseModel):
    id: UUID
    kind: NotificationKind
    title: str
    body: str
    link: str | None
    created_at: datetime
    read_at: datetime | None


class AuditView(BaseModel):
    """One entry of the audit log."""

    id: UUID
    at: datetime
    actor: PersonView | None = Field(description="Who did it; null: nobody signed in, or an account that is gone")
    action: str
    object_type: str
    object_id: UUID | None
    group_id: UUID | None
    address: str = Field(description="Network address the request came from")
    request_id: str
    details: dict[str, Any]


AccountPage = page_of(AccountView)
AuditPage = page_of(AuditView)
GroupPage = page_of(GroupView)
InvitationPage = page_of(InvitationView)
KeyPage = page_of(KeyView)
MemberPage = page_of(MemberView)
NotificationPage = page_of(NotificationView)
OwnInvitationPage = page_of(OwnInvitationView)
SessionPage = page_of(SessionView)
