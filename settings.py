"""Settings of one installation: defaults, then settings.toml of the instance folder, then the environment."""

from __future__ import annotations

import os
import tomllib
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent

DEFAULTS = {
    "BABEL_DEFAULT_LOCALE": "fr",
    "BABEL_DEFAULT_TIMEZONE": "Africa/Bamako",
    "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    "FLASK_ADMIN_FLUID_LAYOUT": True,
    "IDLE_LIMIT": timedelta(minutes=30),
    "INSTALLATION_NAME": "",
    "SIGN_IN_LIMIT": timedelta(hours=12),
    "MAIL_SERVER": "",
    "MAIL_PORT": 587,
    "MAIL_SECURITY": "starttls",
    "MAIL_USER": "",
    "MAIL_PASSWORD": "",
    "MAIL_FROM": "",
    "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "PLACE": "Bamako",
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": 15,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SITE_ADDRESS": f"http://127.0.0.1:{os.environ.get('PORT', 8000)}/",
    "VERIFY_URL": f"http://127.0.0.1:{os.environ.get('PORT', 8000)}/verify/",
    "WEEKEND": (6, 7),  # 1 is Monday
    "WTF_CSRF_TIME_LIMIT": None,
}

# Environment variable -> setting, and how its text is read.
ENVIRONMENT = {
    "DATABASE_URL": ("SQLALCHEMY_DATABASE_URI", str),
    "SIRHP_ADDRESS": ("SITE_ADDRESS", str),
    "SIRHP_MAIL_SERVER": ("MAIL_SERVER", str),
    "SIRHP_MAIL_PORT": ("MAIL_PORT", int),
    "SIRHP_MAIL_SECURITY": ("MAIL_SECURITY", str),
    "SIRHP_MAIL_USER": ("MAIL_USER", str),
    "SIRHP_MAIL_PASSWORD": ("MAIL_PASSWORD", str),
    "SIRHP_MAIL_FROM": ("MAIL_FROM", str),
    "SIRHP_WEEKEND": ("WEEKEND", lambda text: tuple(map(int, text.split()))),
    "SIRHP_PLACE": ("PLACE", str),
    "SIRHP_PUBLIC_FOLDER": ("PUBLIC_FOLDER", Path),
    "SIRHP_VERIFY_URL": ("VERIFY_URL", str),
    "SIRHP_HTTPS": ("SESSION_COOKIE_SECURE", lambda text: text == "1"),
    "SIRHP_TRUSTED_PROXIES": ("TRUSTED_PROXIES", int),
    "SIRHP_TRUSTED_HOSTS": ("TRUSTED_HOSTS", str.split),
}


# How settings.toml writes what it has no word for; folders may be given from the instance folder on.
FROM_FILE = {
    "IDLE_LIMIT": lambda minutes, _folder: timedelta(minutes=minutes),
    "SIGN_IN_LIMIT": lambda hours, _folder: timedelta(hours=hours),
    "KEY_FOLDER": lambda path, folder: folder / path,
    "PUBLIC_FOLDER": lambda path, folder: folder / path,
}


def instance_folder() -> Path:
    """Where this installation keeps its database, keys and files."""
    return Path(os.environ.get("SIRHP_INSTANCE", ROOT / "instance")).resolve()


def load(overrides: dict | None = None) -> dict:
    """All settings, the later source winning over the earlier."""
    folder = Path((overrides or {}).get("INSTANCE_FOLDER", instance_folder()))
    settings = DEFAULTS | {"INSTANCE_FOLDER": folder, "KEY_FOLDER": folder / "keys", "PUBLIC_FOLDER": folder / "public"}
    settings["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'sirhp.sqlite3'}"
    if (folder / "settings.toml").exists():
        written = tomllib.loads((folder / "settings.toml").read_text())
        settings |= {name: FROM_FILE[name](value, folder) if name in FROM_FILE else value for name, value in written.items()}
    for variable, (name, read) in ENVIRONMENT.items():
        if variable in os.environ:
            settings[name] = read(os.environ[variable])
    settings |= overrides or {}
    settings["SQLALCHEMY_DATABASE_URI"] = with_driver(settings["SQLALCHEMY_DATABASE_URI"])
    return settings


def with_driver(url: str) -> str:
    """The database address with the driver we use: psycopg 3 for PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
