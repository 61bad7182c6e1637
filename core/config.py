"""Every setting of the application: typed, read from the environment and `.env`, checked before start."""

import json
import os
import re
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""Folder of the project."""

MIN_SECRET_LENGTH = 32
"""Characters a signing secret needs: 256 bits in hexadecimal would be 64, in base64 43."""


def origin_of(address: str) -> str | None:
    """Scheme, host and port of an address on the web; None when it is none that a policy header could name."""
    found = re.match(r"(https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?)(?:/|$)", address)
    return found[1].lower() if found else None


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class StorageBackend(StrEnum):
    LOCAL = "local"
    S3 = "s3"
    SUPABASE = "supabase"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it."""


class Settings(BaseSettings):
    """The settings; each field's description is its line in `docs/settings.md`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", case_sensitive=False)

    fieldstation_env: Environment = Field(Environment.DEVELOPMENT, description="development, test or production")
    secret_key: str = Field("", description="Signs links and cookies; required in production, 32+ characters")
    jwt_secret_key: str = Field("", description="Signs access tokens; required in production, 32+ characters")
    data_dir: Path = Field(ROOT / "data", description="Folder of database, files, caches and embedded Redis")
    chunk_dir: Path = Field(ROOT / "chunk_uploads", description="Staging folder of unfinished uploads")
    database_url: str = Field("", description="SQLite or PostgreSQL address; empty: SQLite in the data folder")
    redis_url: str = Field("", description="Redis address; empty: an embedded server in the data folder")
    host: str = Field("127.0.0.1", description="Address the web server listens on")
    port: int = Field(8080, ge=1, le=65535, description="Port the web server listens on")
    public_url: str = Field("", description="Address people use, for links; empty: http://localhost:PORT")
    trusted_proxies: int = Field(0, ge=0, le=5, description="Reverse proxies in front whose headers are believed")
    socketio_async_mode: str = Field("eventlet", description="eventlet, gevent or threading")
    workers: int = Field(2, ge=0, le=64, description="Job workers that `python app.py` starts")
    cors_origins: str = Field("", description="Comma-separated origins allowed to call the API from a browser")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: str = Field("text", description="text or json")

    mail_from: str = Field("Fieldstation <fieldstation@localhost>", description="Sender of the station's mail")
    smtp_host: str = Field("", description="Mail server (Amazon SES or any other); empty: a folder instead")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port")
    smtp_security: str = Field("starttls", description="starttls, tls or none")
    smtp_user: str = Field("", description="User name at the mail server; empty: without signing in")
    smtp_password: str = Field("", description="Password at the mail server")
    disk_alarm_percent: float = Field(90.0, gt=0, le=100, description="Used disk space that is told to administrators")

    access_token_minutes: int = Field(60, ge=1, le=1440, description="Life of an access token")
    refresh_token_days: int = Field(7, ge=1, le=90, description="Life of a refresh token")
    session_max_days: int = Field(
        30, ge=1, le=365, description="Days after which a sign-in ends, however often it was used"
    )
    audit_days: int = Field(730, ge=30, description="Days that entries of the audit log are kept")
    registration: bool = Field(True, description="Whether anyone may register an account")

    rate_limits: bool = Field(True, description="Whether request budgets are enforced")
    rate_anonymous_per_hour: int = Field(100, ge=1, description="Requests an hour without signing in")
    rate_user_per_hour: int = Field(1000, ge=1, description="Requests an hour for each user's API keys")
    rate_session_per_hour: int = Field(20_000, ge=1, description="Requests an hour for each user signed in to the page")
    rate_login_per_minute: int = Field(10, ge=1, description="Sign-in and code attempts a minute per address")
    rate_bulk_per_hour: int = Field(200_000, ge=1, description="Tile and upload chunk requests an hour per user")

    upload_chunk_mb: int = Field(10, ge=1, le=1024, description="Chunk size suggested to upload clients")
    upload_expiry_hours: int = Field(24, ge=1, description="Age at which unfinished uploads are swept")
    max_recording_mb: int = Field(2048, ge=1, description="Largest recording")
    max_image_mb: int = Field(25, ge=1, description="Largest image")
    max_csv_mb: int = Field(500, ge=1, description="Largest CSV file")
    max_archive_mb: int = Field(4096, ge=1, description="Largest archive")
    max_multipart_mb: int = Field(100, ge=1, description="Largest file sent in one multipart request")
    min_free_disk_mb: int = Field(500, ge=0, description="Disk space that uploads must leave free")
    auto_split_s: float = Field(60.0, ge=0, description="Length of the parts a long recording is shown in; 0: never")
    task_lock_minutes: float = Field(30.0, gt=0, le=1440, description="How long a task is kept for one person")

    telemetry_retention_days: int = Field(
        0, ge=0, description="Days of raw readings kept before a channel's newest, unless it says otherwise; 0: all"
    )
    telemetry_private_addresses: bool = Field(
        False, description="Whether telemetry sources may connect to addresses of the station's own network"
    )
    x_api_url: str = Field("", description="Address of the X API for announcements; empty: the official one")
    telemetry_spool_mb: int = Field(2048, ge=16, description="Readings that may wait to be stored; more are refused")

    storage_backend: StorageBackend = Field(StorageBackend.LOCAL, description="local, s3 or supabase")
    s3_bucket: str = Field("", description="Bucket for stored files")
    s3_prefix: str = Field("", description="Key prefix within the bucket")
    s3_endpoint_url: str = Field("", description="S3-compatible address; empty: Amazon")
    s3_region: str = Field("", description="Region of the bucket")
    s3_access_key_id: str = Field("", description="Access key; empty: the machine's own credentials")
    s3_secret_access_key: str = Field("", description="Secret of the access key")
    supabase_url: str = Field("", description="Address of a Supabase project")
    supabase_key: str = Field("", description="Service key of that project")

    supabase_mirror: bool = Field(
        False, description="Whether what is said of datasets, and forecasts, are also written to tables of that project"
    )

    openai_api_key: str = Field("", description="Key of the vision provider `openai`; servers of one's own need none")
    openai_base_url: str = Field("", description="OpenAI-compatible address (vLLM, Ollama, LM Studio); empty: OpenAI")
    vision_models: str = Field(
        "gpt-4o-mini", description="Comma-separated models people may choose, the usual one first"
    )
    vision_prices: dict[str, tuple[float, float]] = Field(
        {"gpt-4o": (2.5, 10.0), "gpt-4o-mini": (0.15, 0.6), "gpt-5": (1.25, 10.0), "gpt-5-mini": (0.25, 2.0)},
        description="US dollars for a million tokens in and out by the beginning of the model's name, as JSON; check "
        "them, they change; `{}` for a server of one's own",
    )
    vision_user_budget_usd: float = Field(10.0, ge=0, description="Vision spending of a person a month; 0: no limit")
    vision_group_budget_usd: float = Field(50.0, ge=0, description="Vision spending of a group a month; 0: no limit")
    vision_timeout_s: float = Field(90.0, gt=0, le=600, description="How long a vision provider may take to answer")
    vision_onnx_model: str = Field("", description="ONNX classifier for the provider `local` (needs onnxruntime)")
    vision_onnx_labels: str = Field("", description="Its labels: a line a class, `Scientific name,Common name`")

    operator_email: str = Field("", description="Who is mailed when something of the station itself fails")
    backup_target: str = Field(
        "", description="Where backups go: a folder, or s3://bucket/prefix; empty: `backups` in the data folder"
    )
    backup_every_days: float = Field(7.0, ge=0, description="Age of the newest backup at which one is made; 0: never")
    backup_keep: int = Field(8, ge=1, description="Backups kept; older ones go when a new one is complete")

    job_heartbeat_s: float = Field(5.0, gt=0, description="How often a running job says that it lives")
    job_lost_after_s: float = Field(30.0, gt=0, description="Silence after which a job is run again")
    job_retry_delays_s: tuple[int, ...] = Field(
        (60, 120, 240), description="Waits before a job with a passing fault is tried again"
    )
    worker_memory_warn_mb: int = Field(1536, ge=64, description="Worker memory that is logged as a warning")
    worker_memory_limit_mb: int = Field(2048, ge=64, description="Worker memory at which a job is failed")
    tile_cache_mb: int = Field(2048, ge=16, description="Disk space for derived files before old ones go")
    map_tile_url: str = Field(
        "",
        description="Address of map tiles with {z}, {x} and {y}; empty: the outline that comes along. People's "
        "browsers fetch them, so that server learns where they look",
    )
    map_attribution: str = Field("", max_length=300, description="Whom the map names for these tiles")
    map_max_zoom: int = Field(18, ge=1, le=22, description="The closest these tiles go")
    sentry_dsn: str = Field("", description="Address of an error collector")

    @field_validator("socketio_async_mode")
    @classmethod
    def _known_async_mode(cls, value: str) -> str:
        if value not in {"eventlet", "gevent", "threading"}:
            raise ValueError("expected eventlet, gevent or threading")
        return value

    @field_validator("smtp_security")
    @classmethod
    def _known_security(cls, value: str) -> str:
        if value not in {"starttls", "tls", "none"}:
            raise ValueError("expected starttls, tls or none")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_log_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("expected DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("map_tile_url")
    @classmethod
    def _real_tiles(cls, value: str) -> str:
        if value and (origin_of(value) is None or not all(part in value for part in ("{z}", "{x}", "{y}"))):
            raise ValueError("expected an address such as https://tiles.example.org/{z}/{x}/{y}.png")
        return value

    @field_validator("vision_prices")
    @classmethod
    def _real_prices(cls, value: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
        for name, prices in value.items():
            if not all(0 <= price < 1e6 for price in prices):
                raise ValueError(f"{name}: expected two prices of at least 0, for tokens in and out")
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self.data_dir = self.data_dir.resolve()
        self.chunk_dir = self.chunk_dir.resolve()
        if self.supabase_mirror and not (self.supabase_url and self.supabase_key):
            raise ValueError("SUPABASE_MIRROR needs SUPABASE_URL and SUPABASE_KEY")
        if self.fieldstation_env is Environment.PRODUCTION:
            self._require_production()
        return self

    def _require_production(self) -> None:
        for name in ("secret_key", "jwt_secret_key"):
            value = getattr(self, name)
            if len(value) < MIN_SECRET_LENGTH or len(set(value)) < MIN_SECRET_LENGTH // 4:
                raise ValueError(f"{name.upper()} must be set to {MIN_SECRET_LENGTH} or more random characters")
        if self.smtp_password and self.smtp_security == "none":
            raise ValueError("SMTP_SECURITY must be starttls or tls where SMTP_PASSWORD is sent")
        for name in ("database_url", "redis_url", "public_url"):
            if not getattr(self, name):
                raise ValueError(f"{name.upper()} must be set in production")

    @property
    def is_production(self) -> bool:
        return self.fieldstation_env is Environment.PRODUCTION

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def database_address(self) -> str:
        """The database address as given, or the SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'fieldstation.sqlite3'}"

    @property
    def redis_address(self) -> str:
        """The Redis address as given, or the embedded server's socket."""
        return self.redis_url or f"unix://{self.redis_socket}"

    @property
    def redis_socket(self) -> Path:
        return self.data_dir / "redis" / "redis.sock"

    @property
    def cors_origin_list(self) -> list[str]:
        given = [origin.strip() for origin in self.cors_origins.split(",") if origin.strip()]
        if not given and not self.is_production:
            return ["http://localhost:3000"]
        return given

    @property
    def tile_origin(self) -> str | None:
        """Scheme, host and port that map tiles come from; None: there are none."""
        return origin_of(self.map_tile_url)

    @property
    def vision_model_list(self) -> list[str]:
        return [name.strip() for name in self.vision_models.split(",") if name.strip()]

    @property
    def blob_dir(self) -> Path:
        return self.data_dir / "blobs"

    @property
    def cache_dir(self) -> Path:
        return self.data_dir / "cache"

    @property
    def dump_dir(self) -> Path:
        """What filled the memory of workers, a file each time."""
        return self.data_dir / "dumps"

    @property
    def work_dir(self) -> Path:
        """Scratch space of running jobs; emptied by recovery."""
        return self.data_dir / "work"


def load_settings(**overrides: object) -> Settings:
    """Read and check the settings; outside production, missing secrets are made once and kept.

    Raises SettingsError naming each wrong setting.
    """
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as exc:
        raise SettingsError(_explain(exc)) from exc
    if not settings.is_production:
        _fill_secrets(settings)
    return settings


def _explain(exc: ValidationError) -> str:
    lines = []
    for error in exc.errors():
        name = ".".join(str(part) for part in error["loc"]).upper()
        lines.append(f"{name + ': ' if name else ''}{error['msg'].removeprefix('Value error, ')}")
    return "; ".join(lines)


def _fill_secrets(settings: Settings) -> None:
    if settings.secret_key and settings.jwt_secret_key:
        return
    kept = _kept_secrets(settings.data_dir / "secrets.json")
    settings.secret_key = settings.secret_key or kept["secret_key"]
    settings.jwt_secret_key = settings.jwt_secret_key or kept["jwt_secret_key"]


def _kept_secrets(path: Path) -> dict[str, str]:
    """The secrets of a station without settings; written whole before they are named, so racing starts agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = {"secret_key": secrets.token_urlsafe(48), "jwt_secret_key": secrets.token_urlsafe(48)}
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(fresh))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    found: dict[str, str] = json.loads(path.read_text())
    return found
