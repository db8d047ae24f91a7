"""Every setting, its default and what it is for. The README's table is tested against this."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment only: secrets have no other place to come from."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    var_dir: Path = Field(
        Path("var"), description="where the embedded database, received files and logs live"
    )
    models_dir: Path = Field(Path("models"), description="where trained models are kept")
    database_url: str = Field("", description="the ledger; empty: SQLite in VAR_DIR")
    host: str = Field("127.0.0.1", description="address the web chat and the console listen on")
    port: int = Field(8000, ge=0, le=65535, description="their port; 0 takes a free one")
    public_url: HttpUrl | None = Field(None, description="how browsers reach this program")
    embed_origins: str = Field("", description="sites that may show the web chat, by spaces")
    brand: str = Field("Anan Finance", description="the lender's name, as borrowers know it")
    default_locale: str = Field("zh_Hans_CN", description="language until the borrower shows one")
    telegram_token: SecretStr | None = Field(None, description="token of the Telegram bot")
    telegram_api_url: str = Field("", description="another Bot API server than Telegram's own")
    telegram_webhook_url: str = Field(
        "", description="public https address for a webhook; empty: polling"
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None, description="secret that Telegram sends with each update; empty: a new one each start"
    )
    rasa_python: str = Field("", description="Python 3.10 to set Rasa up with; empty: searched for")
    rasa_tracker_url: str = Field("", description="Rasa's tracker store; empty: SQLite in VAR_DIR")
    rasa_lock_store_url: str = Field("", description="Redis for Rasa's locks; empty: in memory")
    rasa_event_broker_url: str = Field("", description="RabbitMQ for Rasa's events; empty: none")
    actions_url: str = Field(
        "", description="an actions webhook run elsewhere; empty: served here, on loopback"
    )
    actions_token: SecretStr | None = Field(
        None, description="secret Rasa shows when it calls actions; empty: new each start"
    )
    payment_provider_url: str = Field(
        "", description="where a payment is begun; empty: the cashier of a demonstration, or none"
    )
    payment_provider_key: SecretStr | None = Field(
        None, description="what that address knows this program by"
    )
    payment_webhook_secret: SecretStr | None = Field(
        None, description="secret with which the payment provider signs what it tells"
    )
    payment_link_minutes: int = Field(30, ge=1, description="how long a payment link works")
    telegram_payment_token: SecretStr | None = Field(
        None, description="provider token from BotFather, for invoices in Telegram"
    )
    on_call_contact: str = Field(
        "", description="address that is sent a POST for each crisis, at any hour"
    )
    oidc_issuer: str = Field(
        "", description="OpenID Connect provider that staff may sign in through; empty: none"
    )
    oidc_client_id: str = Field("", description="what the provider knows this program as")
    oidc_client_secret: SecretStr | None = Field(None, description="and by what it believes it")
    oidc_role_claim: str = Field(
        "", description="claim that names the role; empty: roles are those given here"
    )
    proof_tries: int = Field(5, ge=1, description="wrong proofs before a lock")
    proof_lock_minutes: int = Field(60, ge=1, description="how long that lock holds")
    proof_idle_minutes: int = Field(30, ge=1, description="silence after which proof is asked anew")
    recap_minutes: int = Field(
        30, ge=1, description="silence after which what was begun is summed up before going on"
    )
    trainer_project: Path | None = Field(
        None, description="checkout whose data trainers change; empty: the one that runs"
    )
    button_hours: int = Field(24, ge=1, description="how long a button can be chosen")
    message_limit: int = Field(2000, ge=200, description="characters read of a message")
    file_limit_mb: int = Field(
        10,
        ge=1,
        le=20,
        description="size of a file that a borrower may send; Telegram's most is 20",
    )
    files_a_day: int = Field(20, ge=1, description="files that one conversation takes in a day")

    @property
    def ledger_url(self) -> str:
        return self.database_url or f"sqlite:///{self.var_dir / 'ledger.db'}"

    @property
    def tracker_url(self) -> str:
        return self.rasa_tracker_url or f"sqlite:///{self.var_dir.absolute() / 'rasa.db'}"

    @property
    def files_dir(self) -> Path:
        return self.var_dir / "files"


def read_settings() -> Settings:
    """From the environment. Raises pydantic's ``ValidationError``, naming the setting."""
    return Settings()
