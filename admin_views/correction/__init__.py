"""Corrections at the desk: the queue of requests, the page on which one is decided, the paper bridge, and the figures."""

from __future__ import annotations

from flask_admin import BaseView
from flask_babel import lazy_gettext as _l

from models import CorrectionRequest

from .figures import FiguresView
from .requests import CorrectionRequestView


def views() -> list[BaseView]:
    """The screens of this area, in the order of the menu."""
    return [
        CorrectionRequestView(CorrectionRequest),
        FiguresView(name=_l("Figures of corrections"), endpoint="admin-correction-figures", url="correction-figures"),
    ]
