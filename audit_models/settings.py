"""Every setting: name, default, one line of help. Flags win over `AUDIT_*`, which wins over these defaults."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings of one process, read from the environment when it is made."""

    model_config = SettingsConfigDict(env_prefix="AUDIT_")

    home: Path = Field(
        default=PROJECT / "data" / "warehouse",
        description="Where snapshots, casework, models and exports are kept.",
    )
    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8050, ge=1, le=65535, description="Port that the server listens on.")
    public_url: str = Field(
        default="http://127.0.0.1:8050",
        description="Address under which readers of printed reports open the dashboard.",
    )
    casework_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the casework database; default a SQLite file in the home folder.",
    )
    trail_anchor: Path | None = Field(
        default=None,
        description="File that keeps the trail's heads; best where the service may only append.",
    )
    idle_minutes: int = Field(
        default=15, ge=1, le=240, description="Minutes without activity after which a session ends."
    )
    session_hours: int = Field(
        default=12, ge=1, le=24, description="Hours after which a session ends, however busy."
    )
    proxy: str = Field(
        default="127.0.0.1",
        description="Address of the TLS proxy whose word on a request's origin is taken.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Issuer of the office's OpenID Connect provider; none: sign-in by password only.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="Name under which the provider knows this installation."
    )
    oidc_client_secret_file: Path | None = Field(
        default=None, description="File with the client secret, open to the service account alone."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The client secret itself, where there is no file."
    )
    oidc_claim: str = Field(
        default="sub", min_length=1, description="Claim that identifies a person at the provider."
    )
    oidc_passwords: Literal["everyone", "administrators", "nobody"] = Field(
        default="administrators",
        description="Who may still sign in by a password beside the provider.",
    )
