"""`flask serve` and `flask worker`: the processes that run an installation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import click

import jobs
from models import db
from web import is_demo

from .acting import act

LOOK_SECONDS = 1
# A worker that cannot start at all must not be started a hundred times a minute.
REST_SECONDS = 5


@click.command("serve")
@click.option("--port", default=lambda: int(os.environ.get("PORT", 8000)), show_default="PORT or 8000")
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(port: int, host: str) -> None:
    """Serve the application, with its worker, until stopped."""
    act()
    os.environ.setdefault("PYTHONFAULTHANDLER", "1")  # a process that crashes tells where
    is_sqlite = db.engine.dialect.name == "sqlite"
    web = ["gunicorn", "--worker-class", "gthread", "--threads", "4", "--workers", "1" if is_sqlite else "3"]
    web += ["--bind", f"{host}:{port}", "--no-control-socket", "--access-logformat", "%(m)s %(U)s %(s)s", "app:create_app()"]
    click.echo(f"SIRHP: http://{host}:{port}")
    if is_demo():
        from services import demo

        click.echo(f"Demo accounts, password {demo.PASSWORD}: {', '.join(demo.ACCOUNTS)}")
    jobs.queue()  # made here: the processes that begin now would make its tables at the same moment
    db.session.remove()  # this process only watches from here on
    sys.exit(keep_running([sys.executable, "-m", *web], [sys.executable, "-m", "flask", "worker"]))


@click.command("worker")
def worker() -> None:
    """Do the work of the background until stopped."""
    jobs.work()


def keep_running(web: list[str], work: list[str]) -> int:
    """Run both commands until the first ends, or this process is told to stop. A worker that dies is started again.

    Returns the exit code of the first, 0 when told to stop.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    serving, working, started = subprocess.Popen(web), subprocess.Popen(work), time.monotonic()
    try:
        while is_running(serving):
            if working.poll() is not None and time.monotonic() - started > REST_SECONDS:
                click.echo(f"The worker had stopped ({working.returncode}). It is started again.", err=True)
                working, started = subprocess.Popen(work), time.monotonic()
        return serving.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        for process in (serving, working):
            process.terminate()
        for process in (serving, working):
            process.wait()


def is_running(process: subprocess.Popen) -> bool:
    """Whether the process still runs after a short wait."""
    try:
        process.wait(LOOK_SECONDS)
        return False
    except subprocess.TimeoutExpired:
        return True
