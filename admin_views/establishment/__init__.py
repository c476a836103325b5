"""The establishment at the desk: authorised posts against filled ones, down the tree of units, on any day."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .view import EstablishmentView


def views() -> list:
    """The pages of this area, in the order of the menu."""
    return [EstablishmentView(name=_l("Establishment"), endpoint="admin-establishment", url="establishment")]
