"""What the routes of the second factor take and give."""

from datetime import datetime

from pydantic import BaseModel, Field

from blueprints.accounts.schemas import CookieChoice, Password
from core.api import Body

APP_CODE = Field(pattern=r"^[0-9]{3} ?[0-9]{3}$", description="Six digits that the app shows")

ANY_CODE = Field(min_length=6, max_length=40, description="Six digits that the app shows, or a recovery code")


class ProofBody(Body):
    password: Password


class FirstCodeBody(Body):
    code: str = APP_CODE


class BothFactorsBody(Body):
    password: Password
    code: str = ANY_CODE


class SecondFactorBody(CookieChoice):
    ticket: str = Field(max_length=1000, description="From the answer to the first factor")
    code: str = ANY_CODE


class TicketView(BaseModel):
    """The first factor is right; the second is still to be shown."""

    ticket: str = Field(description="To be sent with the code to `/auth/second-factor`")
    expires_in: int = Field(description="Seconds the ticket is taken")


class SecondFactorView(BaseModel):
    """Whether sign-in asks for a second factor."""

    is_on: bool
    since: datetime | None
    n_recovery_codes: int = Field(description="Recovery codes that were not used")


class EnrolmentView(BaseModel):
    """What an app needs to make codes, shown this once."""

    secret: str = Field(description="In base 32, to be typed")
    address: str = Field(description="The same as an `otpauth:` address, for a QR code")


class RecoveryCodesView(BaseModel):
    recovery_codes: list[str] = Field(description="Each works once instead of a code of the app; shown this once")
