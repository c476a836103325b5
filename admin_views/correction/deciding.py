"""Deciding a request: what is decided is typed, what follows from it is read, and only then is it done."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import CorrectionKind, CorrectionRequest, CorrectionState, CorrectionVerdict, db
from rules import access
from rules.refused import Forbidden, Refused
from services import correction, guard
from services.wording import said
from web import keeping

from .. import looked_at
from ..acting import carried_out, on_top, tried
from . import boxes
from .boxes import BEFORE

MOST_LETTERS = 4000
NOT_CHOSEN = ("", "–")


class DecideForm(FlaskForm):
    """What is decided, and why; the boxes of what is granted stand between (boxes.with_boxes)."""

    verdict = SelectField(_l("Decision"), [InputRequired()])
    reason = TextAreaField(
        _l("Reasons"), [Length(max=MOST_LETTERS)], description=_l("Required unless all of it is accepted. The officer reads them word for word.")
    )

    def __init__(self, *args, kind: CorrectionKind = CorrectionKind.CHANGE, **options):
        """Of something told in words (`kind`) no field is there of which a part could be granted."""
        super().__init__(*args, **options)
        offered = [one for one in CorrectionVerdict if one is not CorrectionVerdict.PARTLY or kind is not CorrectionKind.OTHER]
        self.verdict.choices = [NOT_CHOSEN, *((one.name, one.label) for one in offered)]

    @property
    def decided(self) -> CorrectionVerdict:
        """The verdict that was chosen."""
        return CorrectionVerdict[self.verdict.data]

    @property
    def granted(self) -> dict[str, str]:
        """What shall stand, where it is not what was wished; of what was told in words the record that is meant."""
        return boxes.typed(self) if self.decided is CorrectionVerdict.PARTLY else boxes.chosen(self)


class AskForm(FlaskForm):
    """Which piece is missing, in words for the officer."""

    words = TextAreaField(
        _l("Which piece is missing, and why"), [InputRequired(), Length(max=MOST_LETTERS)],
        description=_l("The officer reads this on the phone: name the paper and where to get it."),
    )  # fmt: skip


class Deciding:
    """The acts of the screen of requests, beside RecordView."""

    @expose("/take/", methods=("POST",))
    def take(self):
        """Take a request in hand: the others see who has it."""
        asked = self.get_one(request.form.get("id"))
        return self._done(asked, lambda: correction.take(asked, by=guard.actor()), _("You have this request in hand."))

    @expose("/ask-piece/", methods=("GET", "POST"))
    def ask_piece(self):
        """Ask the officer for one more paper."""
        asked = self._decidable()
        form = AskForm(**keeping.typed_again())
        if form.validate_on_submit():
            done = _("The officer is asked for the piece, and told.")
            if answer := self._tried(form, asked, lambda: correction.ask_piece(asked, form.words.data.strip(), by=guard.actor()), done):
                return answer
        return self.render("admin/correction/ask.html", asked=asked, label=correction.label(asked), form=form)

    @expose("/decide/", methods=("GET", "POST"))
    def decide(self):
        """The decision: typed, looked at, then done. A refusal stands on the form, and nothing typed is lost."""
        asked = self._decidable()
        form = self._form_of(asked)
        if not form.validate_on_submit():
            return self._decision_page(form)
        foretold, looked = self._looked(asked, form)
        if not looked_at.is_sealed(*looked, request.form.get("confirmed", "")):
            return self._look(asked, form, foretold, looked)
        return self._tried(form, asked, lambda: self._decided(asked, form), _outcome) or self._decision_page(form)

    def _looked(self, asked: CorrectionRequest, form: DecideForm) -> tuple[list[str], tuple[str, list]]:
        """What will happen, and what is sealed once it was read: it, all that was typed, and how the request stood."""
        foretold = self._foretold(asked, form)
        content = json.dumps([foretold, boxes.typed(form), form.reason.data])
        return foretold, (content, [asked.id, asked.version, request.form.get("seen", "")])

    def _look(self, asked: CorrectionRequest, form: DecideForm, foretold: list[str], looked: tuple[str, list]):
        """What will happen, to be confirmed; what would be refused is told at once instead."""
        if not self._would_pass(form, asked):
            return self._decision_page(form)
        return self._decision_page(form, foretold, looked_at.seal(*looked))

    def _decision_page(self, form: DecideForm, foretold: Sequence[str] = (), sealed: str = ""):
        """The form beside the request as it stands; read anew, as what was tried was undone."""
        asked = self.get_one(request.args.get("id"))
        return self.render(
            "admin/correction/decide.html",
            asked=asked, label=correction.label(asked), situation=correction.situation(asked), form=form,
            boxes=boxes.names(form), widgets=_widgets(form), foretold=foretold, sealed=sealed, **self.told(asked),
        )  # fmt: skip

    def _decidable(self) -> CorrectionRequest:
        """The request in the address, for who may decide it; 403 with words for others."""
        asked = self.get_one(request.args.get("id"))
        refusal = correction.why_not(asked, guard.actor())
        if isinstance(refusal, Forbidden):
            raise refusal
        if refusal is not None:
            flash(said(refusal), "error")
            abort(redirect(self.get_url(".details_view", id=asked.id)))
        return asked

    @staticmethod
    def _shown(asked: CorrectionRequest) -> list[correction.AskedField]:
        """The fields that stand open for this person: what is masked is granted as it was wished, or not at all."""
        who = guard.actor()
        return [one for one in correction.asked_fields(asked) if not one.field.mask or access.may_unmask(who, one.field.mask, asked.officer_id)]

    def _form_of(self, asked: CorrectionRequest) -> DecideForm:
        kind = boxes.with_boxes(DecideForm, self._shown(asked))
        return kind(kind=asked.kind, **keeping.typed_again())

    def _decided(self, asked: CorrectionRequest, form: DecideForm) -> None:
        seen = request.form.get("seen", "")
        correction.decide(asked, form.decided, granted=form.granted, reason=(form.reason.data or "").strip(), seen=seen, by=guard.actor())

    def _would_pass(self, form: DecideForm, asked: CorrectionRequest) -> bool:
        """Whether the decision would be taken: it is tried and undone, so that nobody confirms what is then refused."""
        try:
            self._decided(asked, form)
            return True
        except Refused as refused:
            form.form_errors.append(said(refused))
            return False
        finally:
            db.session.rollback()

    def _foretold(self, asked: CorrectionRequest, form: DecideForm) -> list[str]:
        """What will happen, in sentences."""
        if form.decided is CorrectionVerdict.REFUSED:
            return [_("Nothing changes in the file."), _told_officer(asked)]
        meant = {BEFORE + name for name in form.granted}
        instead = {str(form[name].label.text): boxes.words(form[name]) for name in boxes.names(form) if name in meant}
        lines = [(label, stands, instead.get(str(label), wish)) for label, _stood, stands, wish in correction.situation(asked).lines]
        changes = [change(label, stands, wish) for label, stands, wish in lines if wish != stands]
        if asked.kind is CorrectionKind.MISSING:
            changes = [_("A record is added to the file: %(record)s.", record=", ".join(f"{label} {wish}" for label, _stands, wish in lines if wish))]
        if asked.kind is CorrectionKind.OTHER:
            changes = [_("Nothing changes by itself: your reasons say what was put right by hand in the file.")]
        second = _("A second person must approve: nothing changes before.") if asked.needs_second else _("The file changes at once, with this request as its act.")
        changes += correction.what_follows(asked, form.decided, form.granted)
        return [*changes, *([second] if asked.kind is not CorrectionKind.OTHER else []), _told_officer(asked)]

    def _tried(self, form: FlaskForm, asked: CorrectionRequest, act, done):
        """The answer after the act; None where it was refused, which the form then says."""
        page = self.get_url(".details_view", id=asked.id)
        if not tried(act, page, lambda refused: on_top(form, refused)):
            return None
        flash(done(asked) if callable(done) else done, "success")
        return redirect(page)

    def _done(self, asked: CorrectionRequest, act, done: str):
        """An act without a form."""
        return carried_out(act, done, self.get_url(".details_view", id=asked.id))


def change(label: object, stands: str, wish: str) -> str:
    """One value before and after, as a sentence."""
    if not stands:
        return _("“%(field)s”, which is empty, becomes “%(after)s”.", field=label, after=wish)
    if not wish:
        return _("“%(field)s” is emptied; it was “%(before)s”.", field=label, before=stands)
    return _("“%(field)s” changes from “%(before)s” to “%(after)s”.", field=label, before=stands, after=wish)


def _told_officer(asked: CorrectionRequest) -> str:
    if asked.appealed_at is not None:
        return _("The officer is told. This decision on the appeal is final.")
    return _("The officer is told, and can appeal once, to somebody else.")


def _outcome(asked: CorrectionRequest) -> str:
    """What has become of the request, in one sentence."""
    if asked.state is CorrectionState.PROPOSED:
        return _("Your decision waits for a second person. Nothing has changed yet.")
    if asked.kind is CorrectionKind.OTHER and asked.state is CorrectionState.ACCEPTED:
        return _("Accepted: the officer is told, with your words.")
    return {
        CorrectionState.ACCEPTED: _("Accepted: the file is corrected and the officer is told."),
        CorrectionState.PARTLY: _("Accepted in part: the file is corrected and the officer is told."),
    }.get(asked.state, _("Refused: the officer is told, with your reasons."))


def _widgets(form: FlaskForm) -> dict[str, dict]:
    """What is granted is typed with the choice "in part"; a record told in words is chosen whenever something is granted."""
    partly, accepted = CorrectionVerdict.PARTLY.name, CorrectionVerdict.ACCEPTED.name
    always = {name for name in boxes.names(form) if isinstance(form[name], AjaxSelectField)}
    return {
        name: {"shown_if": {"other": "verdict", "values": [partly, accepted] if name in always else [partly]}} for name in boxes.names(form)
    }
