"""The application as the benchmark serves it: it also says how many SQL statements an answer took, when asked to.

    gunicorn "bench.counted:application()"
"""

from __future__ import annotations

import threading

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app import create_app

_here = threading.local()


@event.listens_for(Engine, "before_cursor_execute")
def _count(*_) -> None:
    _here.statements = getattr(_here, "statements", 0) + 1


def application():
    """create_app() with the count around it."""
    app = create_app()
    inner = app.wsgi_app

    def counted(environ, start_response):
        def begin(status, headers, *more):
            return start_response(status, [*headers, ("X-Statements", str(_here.statements))], *more)

        _here.statements = 0
        return inner(environ, begin if "HTTP_X_BENCH_STATEMENTS" in environ else start_response)

    app.wsgi_app = counted
    return app
