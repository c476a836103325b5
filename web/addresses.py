"""The functions by which routes write their addresses are made when an address is first asked for.

Werkzeug compiles two of them for each route at the start; for our six hundred routes that is a sixth of the start, and
most are never used.
"""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule


class Route(Rule):
    """A route of the application; give it to Flask as `url_rule_class`."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """Stands where the function will be, and puts it there when it is called."""
        place, compiled = "_build_unknown" if append_unknown else "_build", super()._compile_builder

        def build(_rule, **values) -> tuple[str, str]:
            setattr(self, place, compiled(append_unknown).__get__(self, None))
            return getattr(self, place)(**values)

        return build
