"""`flask audit …`: the audit trail."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from services import audit

from .acting import act, refuse

audit_commands = AppGroup("audit", help="The audit trail.")


@audit_commands.command("verify")
def verify_audit() -> None:
    """Check the seal of every event; exit 1 and name the first bad one."""
    act()
    broken = audit.verify()
    if broken:
        return refuse(f"Event {broken} was altered.")
    click.echo("Every event bears its seal.")
