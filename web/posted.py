"""JSON that was posted, or that a page carries: what nobody can read is one and the same trouble, a ValueError."""

from __future__ import annotations

from flask.json.provider import DefaultJSONProvider


class Json(DefaultJSONProvider):
    """The JSON of the application. Flask-Security reads what is posted before any route, whoever asks."""

    def loads(self, s: str | bytes, **kwargs: object) -> object:
        """What the text says. Raises ValueError, also for one that is nested without end."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("this JSON is nested too deeply") from None
