"""The form of a screen: its fields, what may not be typed by this person, and that nothing typed is lost.

Two people at one record: meanwhile.py. Drafts while one types: the route `draft`. Fields that come and go:
conditions.py. Sessions that end and forms sent twice are the matter of web/keeping.py, for every form.
"""

from __future__ import annotations

from flask import abort, flash, g, jsonify, make_response, redirect, request
from flask_admin import expose
from flask_admin.helpers import get_form_data
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from rules import access
from services import drafts, guard, history, submissions
from services.wording import said
from web import keeping, trouble_in_words

from .. import converting
from ..lookup import as_number
from . import conditions, opening, words
from .meanwhile import merge, summary
from .upkeep import Upkeep, place_of


class FormScreen:
    """The form of RecordView."""

    form_sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    form_conditions: dict[str, tuple] = {}
    # What is typed into a new record even by those who may not read it afterwards.
    typed_unseen: tuple[str, ...] = ()
    gone_template = "admin/model/gone.html"
    model_form_converter = converting.Converter
    filter_converter = converting.Filters()

    @expose("/ajax/lookup/")
    def ajax_lookup(self):
        """The few records that match what is typed; the guard decides which."""
        loader = self._form_ajax_refs.get(request.args.get("name", ""))
        if loader is None:
            abort(404)
        return [loader.format(record) for record in loader.get_list(request.args.get("query", ""))]

    # --- the fields ------------------------------------------------------------------------------

    def edit_form(self, obj=None):
        """Fields that this person may not see unmasked are not in the form, so they cannot be posted."""
        return self._with_upkeep(self._without_masked(self._edit_form_class(_typed(), obj=obj)), obj)

    def create_form(self, obj=None):
        form = self._without_masked(self._create_form_class(_typed(), obj=obj), self.typed_unseen)
        return self._with_upkeep(self._prefilled(form), None)

    def _prefilled(self, form):
        """The records that the address names stand in a new form: `new/?officer=12`, as far as one may see them."""
        asked = self._form_ajax_refs.items() if request.method == "GET" and keeping.returned() is None else ()
        for name, loader in asked:
            if name in form and name in request.args:
                form[name].data = loader.get_one(request.args[name])
        return form

    def stored_form(self, record):
        """The form as the record stands in the database, whatever was typed."""
        return self._edit_form_class(None, obj=record)

    @staticmethod
    def stored(form):
        """The record that a form changes; None in a form of its own, of a new record or of many."""
        upkeep = getattr(form, "upkeep", None)
        return upkeep.record if upkeep else None

    def _with_upkeep(self, form, record):
        form.upkeep = Upkeep(self, form, record)
        return form

    def _without_masked(self, form, except_for: tuple[str, ...] = ()):
        for name, field in self.fields.items():
            if field.mask and name in form and name not in except_for and not access.may(guard.actor(), field.mask):
                delattr(form, name)
        return form

    def sections(self) -> list:
        """The sections of the form: as the view says, or as the columns do (`info={"section": _l("…")}`); then what was added."""
        own = list(self.form_sections) or self._sections_of_columns()
        if not self.description.custom:
            return own
        return [*(own or [(self.model.__label__, self.form_columns)]), (_("Additional fields"), self.description.custom)]

    def _sections_of_columns(self) -> list:
        found: dict[object, list[str]] = {}
        for name in self.form_columns:
            field = self.fields.get(name)
            title = field.column.info.get("section") if field is not None and field.column is not None else None
            if title:
                found.setdefault(title, []).append(name)
        return list(found.items())

    # --- saving ----------------------------------------------------------------------------------

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        """Change a record; what was typed for one that is no longer there is shown, not lost."""
        number = as_number(request.args.get("id"))
        if request.method == "POST" and number is not None:
            opened = opening.read(request.form.get("_opened"), self.model.__tablename__, number)
            if opened and self.session.session.query(self.model.id).filter(self.model.id == number).first() is None:
                return self._gone(number)
        return super().edit_view()

    def validate_form(self, form):
        """What somebody else saved meanwhile is brought together with what was typed, before anything is judged."""
        upkeep = getattr(form, "upkeep", None)
        if upkeep is None or request.method != "POST":
            return super().validate_form(form)
        if upkeep.brought:
            upkeep.meanwhile = merge(self, form, upkeep.record, upkeep.brought)
        conditions.apply(self, form, upkeep.record)
        is_valid, is_known = super().validate_form(form), upkeep.record is None or upkeep.brought is not None
        if upkeep.meanwhile:
            form.form_errors = [summary(upkeep.meanwhile)]
        elif not is_known:
            form.form_errors = [_("It cannot be told on which state of this record you worked. Check what stands below, then save again.")]
        return is_valid and is_known and not upkeep.meanwhile

    def update_model(self, form, model):
        """Save; whoever saved between the reading and the writing of this record is told like any other."""
        number, g.is_updating = model.id, True
        is_saved = super().update_model(form, model)
        if not is_saved and g.pop("is_beaten", False):
            self._beaten(form, number)
        return is_saved

    def _beaten(self, form, number: int) -> None:
        """Somebody saved at the same moment: the same page as if it had been a minute ago."""
        record = self.session.session.query(self.model).filter(self.model.id == number).one_or_none()
        if record is None:
            abort(make_response(self._gone(number)))
        form.upkeep.record = record
        form.upkeep.meanwhile = merge(self, form, record, form.upkeep.brought) if form.upkeep.brought else None
        text = summary(form.upkeep.meanwhile) if form.upkeep.meanwhile else trouble_in_words(StaleDataError())
        form.form_errors = [text]

    def _gone(self, number: int):
        """The record was deleted, or is no longer for this person: who did it, and what was typed, to be used again."""
        form = self._without_masked(self._edit_form_class(get_form_data()))
        typed = [(field.label.text, words.value(field)) for field in form if field.type != "InlineModelFormList"]
        again = None
        if self.can_create:
            page = self.get_url(".create_view")
            values = [pair for pair in request.form.items(multi=True) if pair[0] != "_opened"]
            draft = drafts.save(place_of(self, None), values, page=page, target=page, by=guard.actor())
            self.session.session.commit()
            again = keeping.address_of(draft)
        deleted = history.deletion(self.model, number)
        time = words.clock(deleted.at) if deleted else ""
        return self.render(self.gone_template, typed=typed, deleted=deleted, time=time, again=again), 409

    def _on_model_change(self, form, model, is_created):
        """In the transaction of the record: its draft goes, and the form sent once more leads to it."""
        super()._on_model_change(form, model, is_created)
        self.session.session.flush()
        submissions.led_to(self.get_url(".details_view", id=model.id))
        drafts.discard(place_of(self, None if is_created else model), by=guard.actor())

    def handle_view_exception(self, exc):
        """Say in our own words why a record was not saved; Flask-Admin would show the text of the database."""
        self.session.session.rollback()
        if isinstance(exc, (HTTPException, submissions.AlreadySent)):
            raise exc
        if isinstance(exc, StaleDataError) and g.get("is_updating"):
            g.is_beaten = True
        else:
            flash(trouble_in_words(exc), "error")
        return True

    def get_save_return_url(self, model=None, is_created=False):
        """After saving one sees what was saved."""
        return self.get_url(".details_view", id=model.id) if model else super().get_save_return_url(model, is_created)

    # --- drafts ----------------------------------------------------------------------------------

    @expose("/draft/", methods=("POST",))
    def draft(self):
        """Save what is being typed, or throw it away; answers with the words to show."""
        record = self.get_one(request.args["id"]) if "id" in request.args else None
        if not (self.can_edit if record else self.can_create):
            abort(403)
        page = self.get_url(".edit_view", id=record.id) if record else self.get_url(".create_view")
        place = place_of(self, record)
        if "_discard" in request.form:
            drafts.discard(place, by=guard.actor())
            self.session.session.commit()
            return redirect(page)
        return self._save_draft(place, page, self.edit_form(record) if record else self.create_form())

    def _save_draft(self, place: str, page: str, form):
        names = {"_opened", *form._fields}
        typed = [pair for pair in request.form.items(multi=True) if is_of(pair[0], names)]
        try:
            saved = drafts.save(place, typed, page=page, target=page, by=guard.actor())
            self.session.session.commit()
        except drafts.TooLarge as refused:
            return jsonify(error=said(refused)), 413
        except (IntegrityError, StaleDataError):
            # Two windows saved the same draft at the same moment: the page tries again by itself.
            self.session.session.rollback()
            return jsonify(error=_("The draft was saved from another window.")), 409
        return jsonify(text=_("Draft saved %(time)s", time=words.clock(saved.saved_at)))


def _typed():
    """What was posted, or what has come back to this page."""
    posted = get_form_data()
    return posted if posted is not None else keeping.returned()


def is_of(name: str, names: set[str]) -> bool:
    """Whether a posted name belongs to one of the form's fields, or to a line within it."""
    return name in names or name.removeprefix("del-").split("-")[0] in names
