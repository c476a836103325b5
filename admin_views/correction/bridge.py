"""The paper bridge: a form to sign, and a request that a clerk files with it for an officer without access."""

from __future__ import annotations

import io

from flask import abort, flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import FileInput

from models import CorrectionRequest, Officer, db
from rules.correction import MOST_PIECES
from rules.refused import Forbidden, Refused
from services import correction, guard, submissions
from services.correction import choosing
from services.wording import said
from web import keeping

from ..record.converting import DocumentField
from ..record import looking
from ..record.lookup import as_number
from . import boxes

MOST_LETTERS = 4000
PLACE = ("officer", "table", "record", "field", "missing")  # what an address says of the request


class PiecesField(MultipleFileField):
    """Several papers at once; each is checked by its content when it is added."""

    widget = FileInput(multiple=True)

    def __call__(self, **options):
        return super().__call__(**{"accept": ".pdf,.jpg,.jpeg,.png"} | options)

    @property
    def sent(self) -> list:
        """The files that were chosen."""
        return [one for one in self.data or [] if getattr(one, "filename", None)]


class FilingForm(FlaskForm):
    """What stands on the officer's paper; the boxes of what should stand come before (boxes.with_boxes)."""

    reason = TextAreaField(_l("Why"), [InputRequired(), Length(max=MOST_LETTERS)], description=_l("In the officer's own words, as the form has them."))
    signed_form = DocumentField(_l("Signed form"), is_required=True, description=_l("The form that the officer signed: a PDF, or a photo (JPEG, PNG). Required."))
    title = StringField(_l("What the pieces are"), [Length(max=160)])
    pieces = PiecesField(_l("Pieces"), description=_l("Papers that show what should stand: PDF, or photos (JPEG, PNG). Up to %(most)s files.", most=MOST_PIECES))


class Bridge:
    """The routes of the paper bridge, beside RecordView."""

    @expose("/choose-for/")
    def choose_for(self):
        """What is wrong, or missing, in the file of an officer: the fields that the officer could choose."""
        officer = self._officer()
        return self.render("admin/correction/choose.html", officer=officer, sections=choosing.sections(officer), missing=choosing.missing(officer))

    @expose("/file-for/", methods=("GET", "POST"))
    def file_for(self):
        """What should stand, why, the signed form and the pieces: sent in one go."""
        officer = self._officer()
        named = self._named(officer)
        foreseen = self._foreseen(officer, named)
        form = boxes.with_boxes(FilingForm, correction.asked_fields(foreseen))(**keeping.typed_again())
        if form.validate_on_submit() and (answer := self._filed(officer, named, form)):
            return answer
        label = correction.label(foreseen)
        page = self.get_url(".form_for", **{name: request.args[name] for name in PLACE if name in request.args})
        return self.render("admin/correction/file_for.html", officer=officer, form=form, label=label, boxes=boxes.names(form), form_page=page)

    @expose("/form-for/")
    def form_for(self):
        """The request form to be signed, about what the address names or with room to say it: one page to print."""
        officer = self._officer()
        file = io.BytesIO()
        from services.correction import paper_form  # what draws is loaded with the first form

        paper_form.write(officer, self._foreseen(officer, self._named(officer)), file)
        file.seek(0)
        name = _("correction-form-%(number)s.pdf", number="".join(sign for sign in officer.service_number or str(officer.id) if sign.isalnum()))
        return send_file(file, mimetype="application/pdf", as_attachment=True, download_name=name)

    def _officer(self) -> Officer:
        number = as_number(request.args.get("officer", ""))
        found = db.session.scalar(select(Officer).where(Officer.id == number)) if number is not None else None
        if found is None:
            abort(404)
        looking.open_file(found)
        return found

    def _named(self, officer: Officer) -> dict[str, object]:
        """What the address says is wrong or missing."""
        table, number = request.args.get("table"), as_number(request.args.get("record", ""))
        record = choosing.record(officer, table, number) if table and number is not None else None
        if table and record is None:
            abort(404)
        return {"record": record, "field": request.args.get("field"), "missing": request.args.get("missing")}

    def _filed(self, officer: Officer, named: dict[str, object], form: FilingForm):
        """The answer after it was sent; None where something is wrong, which the form then says and nothing is kept."""
        try:
            made, wrong = self._written(officer, named, form)
            if not wrong:
                return self._sent_off(made, form)
        except Forbidden:
            raise
        except Refused as refused:
            wrong = {"": refused}
        db.session.rollback()
        boxes.place(form, {name: said(refused) for name, refused in wrong.items()})
        return None

    def _written(self, officer: Officer, named: dict[str, object], form: FilingForm) -> tuple[CorrectionRequest, dict[str, Refused]]:
        made = correction.begin(officer, **named, by=guard.actor())
        return made, correction.write(made, boxes.typed(form), form.reason.data.strip(), by=guard.actor(), is_chosen=True)

    def _sent_off(self, made: CorrectionRequest, form: FilingForm):
        """With its papers, in one go."""
        for sent in form.pieces.sent:
            correction.add_piece(made, sent, form.title.data or "", by=guard.actor())
        correction.send(made, by=guard.actor(), signed_form=form.signed_form.keep())
        page = self.get_url(".details_view", id=made.id)
        submissions.led_to(page)
        db.session.commit()
        flash(_("The request is filed in the officer's name. He or she finds it under “My requests” on the day of the first access."), "success")
        return redirect(page)

    def _foreseen(self, officer: Officer, named: dict[str, object]) -> CorrectionRequest:
        """The request as it would be; a refusal is told where one chooses."""
        try:
            return correction.foreseen(officer, **named, by=guard.actor())
        except Forbidden:
            raise
        except Refused as refused:
            flash(said(refused), "error")
            abort(redirect(self.get_url(".choose_for", officer=officer.id)))
