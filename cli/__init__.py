"""The technicians' door: `flask …` commands. Each one calls a service, says what it did, and commits.

One file for each area. Exit codes: 0 done, 1 refused or a check failed, 2 wrong usage.
"""

from __future__ import annotations

from flask import Flask

from .account import user_commands
from .audit import audit_commands
from .badge import badge_commands
from .fields import field_commands
from .installation import doctor, fill_demo, init, is_making_keys, is_migrating
from .loading import load
from .promotion import promotion_commands
from .serving import serve, worker

COMMANDS = (init, fill_demo, load, serve, worker, doctor)
GROUPS = (badge_commands, field_commands, promotion_commands, audit_commands, user_commands)

__all__ = ["init_app", "is_making_keys", "is_migrating"]


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (*COMMANDS, *GROUPS):
        app.cli.add_command(command)
