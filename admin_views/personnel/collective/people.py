"""The people of a movement: from a list or from a file, all to one unit or each to another."""

from __future__ import annotations

import io

from flask import flash, redirect, request, send_file
from flask_admin import expose
from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from models import CollectiveAct, CollectivePurpose, CollectiveRow, Officer, Unit, db
from rules.refused import N_, Refused
from services import collective, guard, storage, submissions
from services.wording import said

from ...record.listing.selection import ticked
from ...record.lookup import Lookup, as_number

UNITS = Lookup("collective_unit", Unit)
ON_A_PAGE = 50


class WhereForm(FlaskForm):
    """Where somebody goes."""

    class Meta:
        csrf = False  # the whole page has one token

    unit = AjaxSelectField(UNITS, _l("Unit"), allow_blank=True)
    function = StringField(_l("Function"), [Length(max=160)])
    is_head = BooleanField(_l("Head of the unit"))


class People:
    """The people of CollectiveActView."""

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs[UNITS.name] = UNITS

    @expose("/people/", methods=("GET", "POST"))
    def people(self):
        """Each person with the new unit and function; one page of them is kept at a time."""
        act = self.get_one(request.args.get("id"))
        page = max(as_number(request.args.get("page", 1)) or 1, 1)
        try:
            collective.preparing.check_open(act, guard.actor())
            rows, last_page = _page(act, page)
            forms = [(row, self._form(row)) for row in rows]
            every = WhereForm(prefix="all-")
            if request.method == "POST" and all(form.validate() for _row, form in [*forms, (None, every)]):
                return self._kept(act, forms, every)
        except Refused as refused:
            return self.refuse(act, refused)
        return self.render(
            "admin/personnel/collective_people.html", model=act, forms_of=forms, every=every, page=page, last_page=last_page,
            count=collective.preparing.how_many(act),
        )  # fmt: skip

    def _form(self, row: CollectiveRow) -> WhereForm:
        return WhereForm(prefix=f"row{row.id}-", data={"unit": row.unit, "function": row.function or "", "is_head": row.is_head})

    def _kept(self, act: CollectiveAct, forms: list, every: WhereForm):
        here, number = self.get_url(".people", id=act.id, page=request.args.get("page", 1)), act.id
        if request.form.get("then") == "all":
            values = {name: value for name, value in _values(every).items() if value}
            if not values:
                raise Refused(N_("Choose the unit, or write the function, that all of them get."))
            changed = collective.preparing.set_all(act, values, guard.actor())
        else:
            sent = {row.id: _values(form) for row, form in forms if form.function.name in request.form}
            changed = collective.preparing.set_rows(act, sent, guard.actor())
            here = self.get_url(".preview", id=number) if request.form.get("then") == "preview" else here
        submissions.led_to(here)
        db.session.commit()
        if changed:
            flash(ngettext("%(num)s line was changed.", "%(num)s lines were changed.", changed), "success")
        elif request.form.get("then") != "preview":
            flash(_("It stood so already: nothing was changed."), "info")
        return redirect(here)

    @expose("/take-out/", methods=("POST",))
    def take_out(self):
        """Take somebody out of the movement."""
        act = self.get_one(request.form.get("id"))
        try:
            rows = [number for number in map(as_number, request.form.getlist("row")) if number is not None]
            gone = collective.preparing.remove(act, rows, guard.actor())
            db.session.commit()
        except Refused as refused:
            return self.refuse(act, refused)
        flash(ngettext("%(num)s person was taken out of the act.", "%(num)s people were taken out of the act.", gone), "success")
        return redirect(self.get_url(".people", id=act.id))

    @expose("/from-file/", methods=("GET", "POST"))
    def from_file(self):
        """Add the people of a file; the rows that were not taken are told one by one."""
        act = self.get_one(request.args.get("id"))
        report, error = None, ""
        try:
            collective.preparing.check_open(act, guard.actor())
            if request.method == "POST":
                report, error = self._taken(act)
        except Refused as refused:
            return self.refuse(act, refused)
        return self.render("admin/personnel/collective_file.html", model=act, report=report, error=error, endings=".csv,.txt,.xlsx,.ods")

    @expose("/model-file/")
    def model_file(self):
        """An empty file with the headings that are understood."""
        self.get_one(request.args.get("id"))
        heads = "Matricule;Service;Fonction\r\n".encode("utf-8-sig")
        return send_file(io.BytesIO(heads), mimetype="text/csv", as_attachment=True, download_name="mouvement.csv")

    def _taken(self, act: CollectiveAct) -> tuple:
        """(report, words of a refusal): what became of the file; it is not kept."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return None, _("Choose a file.")
        number = act.id
        try:
            place = storage.path("imports", storage.keep_table(sent.stream, sent.filename))
            try:
                report = collective.take_file(act, place, guard.actor())
            finally:
                place.unlink(missing_ok=True)
            submissions.led_to(self.get_url(".people", id=number))
            db.session.commit()
            return report, ""
        except Refused as refused:
            db.session.rollback()
            return None, said(refused)

    @expose("/those-due/", methods=("POST",))
    def those_due(self):
        """Take those whose next step is due on the day of effect, and say how many the act has no place for."""
        act = self.get_one(request.form.get("id"))
        try:
            taken = collective.take_due(act, guard.actor())
            submissions.led_to(self.get_url(".preview", id=act.id))
            db.session.commit()
        except Refused as refused:
            return self.refuse(act, refused)
        flash(ngettext("%(num)s person was added to the list.", "%(num)s people were added to the list.", taken.added), "success")
        if taken.left:
            flash(_left_words(taken.left), "warning")
        return redirect(self.get_url(".preview", id=act.id))


def _left_words(left: int) -> str:
    return ngettext(
        "This act is full, and %(num)s more person is due. Apply it, then prepare another one.",
        "This act is full, and %(num)s more people are due. Apply it, then prepare another one.",
        left,
    )  # fmt: skip


class StartsMovement:
    """Beside the officers' list: the ticked officers become the people of a new movement of postings."""

    @property
    def bulk_acts(self) -> list[tuple[str, str, str]]:
        """What the list offers for many, besides what all lists do: name, label, question."""
        return [("collective-posting", _("Collective posting…"), "")] if self.can_edit else []

    @expose("/collective-posting/", methods=("POST",))
    def collective_posting(self):
        """Begin a movement with the officers who are ticked, or all of the list."""
        who = guard.actor()
        try:
            numbers = ticked(self)
            if not numbers:
                raise Refused(N_("Tick the records first: none of them is here any more, or you may not see them."))
            agency = collective.preparing.agency_for(numbers, who)
            act = collective.preparing.start(CollectivePurpose.POSTING, _("Movement of postings"), who, agency)
            collective.preparing.add(act, [{"officer_id": number} for number in numbers], who)
            page = self.get_url("admin-collective-act.people", id=act.id)
            submissions.led_to(page)
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
            return redirect(self.get_url(".index_view"))
        flash(_("The act is begun. Say where each person goes; nothing is in the files yet."), "success")
        return redirect(page)


def _page(act: CollectiveAct, page: int) -> tuple[list[CollectiveRow], int]:
    asked = select(CollectiveRow).join(CollectiveRow.officer).where(CollectiveRow.collective_act_id == act.id)
    in_order = asked.order_by(Officer.last_name, Officer.first_names, CollectiveRow.id)
    loaded = in_order.options(joinedload(CollectiveRow.officer).joinedload(Officer.unit), joinedload(CollectiveRow.unit))
    last_page = max(1, -(-collective.preparing.how_many(act) // ON_A_PAGE))
    page = min(page, last_page)
    return list(db.session.scalars(loaded.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))), last_page


def _values(form: WhereForm) -> dict:
    unit = form.unit.data
    return {"unit_id": unit.id if unit else None, "function": (form.function.data or "").strip() or None, "is_head": form.is_head.data}
