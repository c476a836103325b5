"""How columns become form fields and filters, where Flask-Admin's own choice is not ours."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask_admin.contrib.sqla.filters import FilterConverter
from flask_admin.contrib.sqla.form import AdminModelConverter
from flask_admin.model.filters import convert as filter_converts
from flask_admin.model.form import converts
from flask_babel import format_decimal, gettext as _, lazy_gettext as _l
from wtforms import DateField, DecimalField, FileField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError
from wtforms.widgets import FileInput, TextInput

from rules.records import CHECK_YEAR, YEARS
from rules.refused import Refused
from services import storage
from services.wording import said

# What an integer column keeps on PostgreSQL, and what a mark or a score could ever need.
SMALLEST, LARGEST = -(2**31), 2**31 - 1
LARGEST_DECIMAL = 10**9


class CommaDecimalField(DecimalField):
    """A decimal number, typed with a comma or a point. The browser's own number box takes only what its language writes."""

    widget = TextInput()

    def __call__(self, **options):
        return super().__call__(**{"inputmode": "decimal"} | options)

    def process_formdata(self, valuelist):
        if valuelist and valuelist[0].strip():
            try:
                self.data = self.read(valuelist[0].replace(",", ".").replace("\u00a0", "").replace(" ", ""))
            except InvalidOperation:
                self.data = None
                raise ValueError(_("This is not a number. Write it like 14,5.")) from None
        elif valuelist:
            self.data = None

    @staticmethod
    def read(text: str) -> Decimal:
        """The number; neither infinity nor what no column keeps is one."""
        number = Decimal(text)
        if not number.is_finite() or abs(number) > LARGEST_DECIMAL:
            raise InvalidOperation
        return number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format_decimal(self.data, format="0.###")


class PercentField(CommaDecimalField):
    """A share kept as 0.6 and typed as 60."""

    def process_formdata(self, valuelist):
        super().process_formdata(valuelist)
        if valuelist and self.data is not None:
            self.data = self.data / 100

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return super()._value()
        return format_decimal(self.data * 100, format="0.###")


def stripped(text: object) -> object:
    """A text without the blanks around it."""
    return text.strip() if isinstance(text, str) else text


class DayField(DateField):
    """A date: the browser's own date field, or typed as 21/11/2026."""

    def __init__(self, label=None, validators=None, **options):
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist):
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("This date does not exist. Write it like 21/11/2026.")) from None
        if self.data and self.data.year not in YEARS:
            self.data = None
            raise ValueError(_(CHECK_YEAR))


class PhotoField(FileField):
    """A photo: re-encoded and kept when one is sent, left as it is when not."""

    def populate_obj(self, obj, name):
        if getattr(self.data, "filename", None):
            setattr(obj, name, storage.keep_image(self.data.stream))


class DocumentField(FileField):
    """A document: checked by its content, kept when the form is saved, left as it is when none is sent."""

    widget = FileInput()

    def __init__(self, label=None, validators=None, is_required=False, **options):
        """`is_required` asks for a file where none is kept yet."""
        super().__init__(label, validators, **options)
        self.is_required, self.checked = is_required, None
        self.description = self.description or _l("A PDF, or a photo of the paper (JPEG, PNG).")

    def __call__(self, **options):
        return super().__call__(**{"accept": ".pdf,.jpg,.jpeg,.png"} | options)

    def pre_validate(self, form):
        sent = self.data
        if getattr(sent, "filename", None):
            try:
                self.checked = storage.check_document(sent.stream, sent.filename)
            except Refused as refused:
                raise ValidationError(said(refused)) from None
        elif self.is_required and not self.object_data:
            raise ValidationError(_("Choose a file."))

    def keep(self) -> str | None:
        """Keep what was sent and return its stored name; None when nothing was sent."""
        return self.checked.keep() if self.checked else None

    def populate_obj(self, obj, name):
        if kept := self.keep():
            setattr(obj, name, kept)


class ChoiceField(SelectField):
    """One of a closed list, by label; nothing chosen is nothing."""

    def __init__(self, label=None, validators=None, choices=(), enum_class=None, is_optional=False, **options):
        empty = [("", "–")] if is_optional else []
        super().__init__(label, validators, choices=[*empty, *choices], coerce=self.member, **options)
        self.enum_class = enum_class

    def member(self, value):
        return value if value in (None, "") or not isinstance(value, str) else self.enum_class[value]

    def iter_choices(self):
        for value, label in self.choices:
            yield value, label, value == (self.data.name if self.data else ""), {}

    def pre_validate(self, form):
        """Whatever `member` accepted is in the list."""

    def process_formdata(self, valuelist):
        try:
            super().process_formdata(valuelist)
        except KeyError:
            raise ValueError(_("Choose one of the list.")) from None
        self.data = self.data or None


class Converter(AdminModelConverter):
    """Columns to form fields. The methods replace those of Flask-Admin, so they bear their names."""

    @classmethod
    def _string_common(cls, column, field_args, **extra):
        """Blanks around a text are no part of it, and blanks alone are nothing."""
        super()._string_common(column, field_args, **extra)
        rules = field_args["validators"]
        field_args["validators"] = [DataRequired() if isinstance(rule, InputRequired) else rule for rule in rules]
        field_args["filters"] = [stripped, *field_args.get("filters", [])]

    @converts("String")
    def conv_String(self, column, field_args, **extra):
        """A column that names a kept document is filled by sending one."""
        if column.info.get("file") != storage.DOCUMENTS:
            return super().conv_String(column=column, field_args=field_args, **extra)
        return DocumentField(**field_args | {"validators": [], "filters": []}, is_required=not column.nullable)

    @converts("Date")
    def convert_date(self, field_args, **_extra):
        return DayField(**field_args)

    @converts("Integer")
    def handle_integer_types(self, field_args, **_extra):
        bounds = NumberRange(SMALLEST, LARGEST, _l("This number is too large or too small."))
        field_args["validators"].append(bounds)
        return IntegerField(**field_args)

    @converts("Numeric")
    def handle_decimal_types(self, field_args, **_extra):
        return CommaDecimalField(places=None, **field_args)

    @converts("sqlalchemy.sql.sqltypes.Enum")
    def convert_enum(self, column, field_args, **_extra):
        """`is_unchosen` in a view's form_args: nothing is chosen before one chooses, where a first choice could be a wrong one."""
        members = [(member.name, member.label) for member in column.type.enum_class]
        is_optional = field_args.pop("is_unchosen", False) or column.nullable
        return ChoiceField(choices=members, enum_class=column.type.enum_class, is_optional=is_optional, **field_args)

    @converts("Encrypted")
    def encrypted(self, column, field_args, **_extra):
        self._string_common(column=column, field_args=field_args)
        field_args["validators"] = [rule for rule in field_args["validators"] if not hasattr(rule, "max")]
        return StringField(**field_args)


class Bounded:
    """Before the filters of whole numbers: a number that no column can hold is not a number to look for."""

    def clean(self, value):
        cleaned = super().clean(value)
        if any(not SMALLEST <= number <= LARGEST for number in (cleaned if isinstance(cleaned, list) else [cleaned])):
            raise ValueError(value)
        return cleaned


class Chosen:
    """Before the filters of closed lists: what is not in the list is not looked for."""

    def clean(self, value):
        try:
            return super().clean(value)
        except KeyError:
            raise ValueError(value) from None


class Filters(FilterConverter):
    """Columns to filters."""

    enum = [type(kind.__name__, (Chosen, kind), {}) for kind in FilterConverter.enum]

    int_filters = [type(kind.__name__, (Bounded, kind), {}) for kind in FilterConverter.int_filters]

    @filter_converts("enum")
    def conv_enum(self, column, name, options=None, **others):
        labels = [(member.name, member.label) for member in column.type.enum_class]
        return [kind(column, name, labels, **others) for kind in self.enum]

    @filter_converts("utcdatetime")
    def conv_utcdatetime(self, column, name, **options):
        return [kind(column, name, **options) for kind in self.datetime_filters]
