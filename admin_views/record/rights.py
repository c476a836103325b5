"""Who may open a screen and each of its routes: asked before anything runs, denied where nothing is said."""

from __future__ import annotations

from flask import abort

from rules import access
from services import guard

# Which right each route of Flask-Admin and of the parts of RecordView asks for; a screen's own stand in its `verbs`.
ROUTE_VERBS = {
    "index_view": "view",
    "details_view": "view",
    "file": "view",
    "ajax_lookup": "view",
    "action_view": "view",
    "create_view": "create",
    "edit_view": "edit",
    "delete_view": "delete",
    "deleted_view": "delete",
    "restore": "delete",
    "export_approved": "export",
    "export_file": "export",
    "draft": "view",
    "export": "export",
    "choose_columns": "view",
    "save_view": "view",
    "delete_view_of_list": "view",
    "filter_lookup": "view",
    "bulk_edit": "edit",
}


class Rights:
    """The rights of RecordView."""

    is_deletable = False
    is_creatable = True
    is_editable = True
    # Which right each @expose'd route of a screen's own asks for; what is named nowhere is refused.
    verbs: dict[str, str] = {}

    def is_accessible(self) -> bool:
        """Whether the role may see this area at all."""
        return self.may("view")

    def may(self, verb: str) -> bool:
        """Whether the acting person has this right over this kind of record."""
        return access.may(guard.actor(), guard.permission(self.model, verb))

    @property
    def can_create(self) -> bool:
        return self.is_creatable and self.may("create")

    @property
    def can_edit(self) -> bool:
        return self.is_editable and self.may("edit")

    def may_change(self, record) -> bool:
        """Whether the buttons that change a record stand on its page; nobody changes the file of his own career."""
        return self.can_edit and not guard.is_own_file(record, guard.actor())

    @property
    def can_delete(self) -> bool:
        return self.is_deletable and self.may("delete")

    @property
    def can_export(self) -> bool:
        return self.may("export")

    def _handle_view(self, name, **kwargs):
        """Ask for the right before anything runs: Flask-Admin itself only hides buttons."""
        if guard.actor() is access.NOBODY:
            abort(401)
        if name == "ajax_update":
            abort(404)
        verb = (ROUTE_VERBS | self.verbs).get(name)
        if verb is None or not (self._is_open(name, verb) and self.may(verb)):
            abort(403)

    def _is_open(self, route: str, verb: str) -> bool:
        """Whether the screen offers this at all; an act of its own is open where its form is not."""
        return route in self.verbs or getattr(self, f"can_{verb}", True)

    def _run_view(self, fn, *args, **kwargs):
        """Flask-Admin calls again with other arguments on any TypeError, which hides the real one."""
        return fn(self, *args, **kwargs)

    def is_action_allowed(self, name: str) -> bool:
        return self.can_delete and not self.keeps_deleted if name == "delete" else super().is_action_allowed(name)
