"""One record to read: found by its number, or not there for this person."""

from __future__ import annotations

from flask import abort

from . import formatting
from .lookup import as_number


class DetailsScreen:
    """The details page of RecordView."""

    can_view_details = True
    column_type_formatters_detail = formatting.TYPES

    def get_one(self, id):
        """The record of this number; 404 when there is none, or none that one may see."""
        number = as_number(id)
        if number is None:
            abort(404)
        return self.session.session.query(self.model).filter(self.model.id == number).one_or_none() or abort(404)
