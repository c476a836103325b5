"""What a home page says: what waits for somebody, how things stand, what happened; all within the actor's scope."""

from . import events, figures, kept, waiting

__all__ = ["events", "figures", "kept", "waiting"]
