"""Requests about pictures, and what a picture looks like in an answer."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.api import Body, Patch, Query
from core.documents import page_of
from core.fields import FormFile, From, Moment, Until
from core.paging import PageQuery

MAX_FILES = 100
"""Files of one multipart request."""

Degrees = Annotated[float, Field(ge=-3600, le=3600)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(ge=0.1, le=4)]


class ImageQuery(PageQuery):
    """A list of pictures; ordering by name, taken_at or created_at."""

    group_id: UUID | None = Field(None, description="Pictures of this group")
    project_id: UUID | None = Field(None, description="Pictures of this project")
    site_id: UUID | None = Field(None, description="Pictures taken at this site")
    species_id: UUID | None = Field(None, description="Pictures that people say show this species")
    burst_id: UUID | None = Field(None, description="Pictures of this burst")
    identified: bool | None = Field(None, description="Whether a person has said what they show")
    mine: bool = Field(False, description="Only pictures you brought")
    from_: From | None = Field(None, alias="from", description="Taken at or after: a moment or a day")
    to: Until | None = Field(None, description="Taken before a moment, or until the end of a day")


class ImageForm(BaseModel):
    """A multipart upload of one or more pictures."""

    model_config = ConfigDict(extra="forbid")

    file: list[FormFile] = Field(min_length=1, max_length=MAX_FILES, description="Pictures")
    project_id: UUID | None = Field(None, description="Project they go into")
    group_id: UUID | None = Field(None, description="Group they go into, when to no project")
    site_id: UUID | None = Field(None, description="Site they were taken at")
    sha256: str | None = Field(None, pattern="^[0-9a-fA-F]{64}$", description="SHA-256 of the one file")


class ImagePatch(Patch):
    """What may be corrected; a field left out stays, null empties it. The place: only by who brought the picture."""

    name: str = Field("", min_length=1, max_length=255)
    notes: str = Field("", max_length=20_000)
    project_id: UUID | None = None
    site_id: UUID | None = None
    taken_at: Moment | None = None
    utc_offset_min: int | None = Field(None, ge=-14 * 60, le=14 * 60)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    is_place_shared: bool = Field(False, description="Show the coordinates to the other members of the group")


class RotateBody(Body):
    op: Literal["rotate"]
    degrees: Degrees = Field(description="Clockwise; multiples of 90 move pixels exactly")


class CropBody(Body):
    op: Literal["crop"]
    x: Fraction = Field(description="Left edge as a fraction of the width")
    y: Fraction = Field(description="Upper edge as a fraction of the height")
    width: Annotated[float, Field(gt=0, le=1)]
    height: Annotated[float, Field(gt=0, le=1)]


class FlipBody(Body):
    op: Literal["flip"]
    axis: Literal["horizontal", "vertical"]


class BrightnessBody(Body):
    op: Literal["brightness"]
    factor: Factor


class ContrastBody(Body):
    op: Literal["contrast"]
    factor: Factor


TransformationBody = Annotated[
    RotateBody | CropBody | FlipBody | BrightnessBody | ContrastBody, Field(discriminator="op")
]


class PictureVersionBody(Body):
    """A version to make: what is done to its parent, in order."""

    transformations: list[TransformationBody] = Field(min_length=1, max_length=50)
    parent_id: UUID | None = Field(None, description="Version to start from; left out: the one that is shown")


class CurrentVersionBody(Body):
    version_id: UUID


class PictureSize(StrEnum):
    STANDARD = "standard"
    MIDDLE = "768"
    SMALL = "256"


class PictureQuery(Query):
    """Which picture of an image."""

    size: PictureSize = Field(PictureSize.STANDARD, description="standard (long side up to 2560), 768 or 256")
    version_id: UUID | None = Field(None, description="Left out: the version that is shown")
    format: Literal["webp", "png"] = Field("webp", description="png: without loss, the standard size alone")

    @model_validator(mode="after")
    def _png_is_standard(self) -> "PictureQuery":
        if self.format == "png" and self.size is not PictureSize.STANDARD:
            raise ValueError("PNG is made of the standard size alone")
        return self


class VersionOut(BaseModel):
    id: UUID
    image_id: UUID
    parent_id: UUID | None
    number: int
    transformations: list[dict[str, Any]]
    width: int
    height: int
    sha256: str = Field(description="Of the standard picture")
    is_current: bool
    created_by: UUID | None
    created_at: datetime
    picture_url: str
    thumbnail_768_url: str
    thumbnail_256_url: str


class PictureNameOut(BaseModel):
    id: UUID
    name: str


class SpeciesNameOut(PictureNameOut):
    scientific_name: str
    common_name: str


class ImageOut(BaseModel):
    id: UUID
    group_id: UUID
    project_id: UUID | None
    site_id: UUID | None
    species_id: UUID | None
    name: str
    file_name: str
    notes: str
    format: str
    size_bytes: int
    width: int
    height: int
    taken_at: datetime | None
    utc_offset_min: int | None
    latitude: float | None = Field(description="null to others than who brought it, unless shared")
    longitude: float | None
    accuracy_m: float | None
    is_place_shared: bool
    camera: str | None
    burst_id: UUID | None
    is_mine: bool
    version_id: UUID
    version_number: int
    version: int
    created_by: UUID | None
    created_at: datetime
    picture_url: str
    thumbnail_768_url: str
    thumbnail_256_url: str
    url: str
    project: PictureNameOut | None
    site: PictureNameOut | None
    species: SpeciesNameOut | None


class NearOut(BaseModel):
    id: UUID
    name: str
    bits: int = Field(description="Bits of 64 in which the perceptual hashes differ")
    thumbnail_256_url: str
    url: str


class ImageDetailOut(ImageOut):
    orientation: int
    exif: dict[str, Any]
    near_duplicates: list[NearOut]
    n_in_burst: int
    n_versions: int


class FileVerdictOut(BaseModel):
    file_name: str | None
    status: str
    image: ImageOut | None = None
    problem: dict[str, Any] | None = None


class PictureFilesOut(BaseModel):
    count: int
    results: list[FileVerdictOut]


ImagesOut = page_of(ImageOut)
VersionsOut = page_of(VersionOut)
