"""Every route of a screen says which right it asks for."""

from __future__ import annotations

from admin_views.record.rights import ROUTE_VERBS

# Flask-Admin's edit in the list; it is closed on every screen.
CLOSED = {"ajax_update"}


def test_every_route_of_a_screen_asks_for_a_right(app):
    wrong = []
    for view in app.extensions["admin_views"]:
        own = {name for _address, name, _methods in view._urls} - ROUTE_VERBS.keys() - CLOSED - view.verbs.keys()
        wrong += [f'{type(view).__name__}.{name}: add it to `verbs`, as in verbs = {{"{name}": "edit"}}' for name in sorted(own)]
    assert not wrong, "\n".join(wrong)
