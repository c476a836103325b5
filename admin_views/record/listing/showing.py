"""What the page of a list says, put together once in Python; the templates only lay it out."""

from __future__ import annotations

from dataclasses import dataclass, field as with_default
from functools import cached_property

from flask_babel import gettext as _, ngettext
from markupsafe import Markup

from services import listing, views
from services.fields import Kind
from services.listing import Asked, Page, arguments

from . import filtering, rows
from .columns import Column
from .selection import MOST

# What one can go straight to in a list that is sorted by it.
JUMPS = {Kind.TEXT: "letter", Kind.LONG_TEXT: "letter", Kind.DATE: "day", Kind.MOMENT: "day"}


@dataclass
class Head:
    """The head of one column."""

    label: str
    help: str
    css: str
    order: str = ""  # "ascending", "descending" or nothing
    address: str = ""


@dataclass
class Shown:
    """A list as it is shown: `asked` is what its address says, `page` what was found."""

    view: object
    asked: Asked
    page: Page
    columns: list[Column]
    extra: list[tuple[str, str]] = with_default(default_factory=list)  # columns in the address

    # --- addresses -------------------------------------------------------------------------------

    def address(self, **changes) -> str:
        """The address of this list with something changed."""
        return self.view.address(arguments(self.asked, **changes) + self.extra)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What the address says of this list, for the hidden fields of a form."""
        return arguments(self.asked) + self.extra

    @property
    def pairs_without_filters(self) -> list[tuple[str, str]]:
        return arguments(self.asked, filters=(), on="") + self.extra

    @property
    def is_searchable(self) -> bool:
        return listing.is_searchable(self.view.model)

    @property
    def is_dated(self) -> bool:
        """Whether the list can be asked for a day."""
        return listing.is_dated(self.view.model)

    @property
    def on(self) -> str:
        """The day asked for, as one types it."""
        return "/".join(reversed(self.asked.on.split("-")))

    @property
    def plain(self) -> str:
        """The list as the screen shows it by itself."""
        return self.view.address([])

    @property
    def state_with_columns(self) -> str:
        """The state with the present columns, as a saved view keeps it."""
        columns = ",".join(column.path for column in self.columns)
        pairs = arguments(self.asked, after="", before="", jump="") + [("columns", columns)]
        return self.view.address(pairs).partition("?")[2]

    @property
    def nothing_found(self) -> str:
        """Why the list is empty: what was searched, and under which filters."""
        filters = " · ".join(chip.words for chip in self.chips[bool(self.asked.search) :])
        if self.asked.search and filters:
            words = {"none": self.view.none_words, "search": self.asked.search, "filters": filters}
            return _("%(none)s matches “%(search)s” with %(filters)s.", **words)
        if self.asked.search:
            return _("%(none)s matches “%(search)s”.", none=self.view.none_words, search=self.asked.search)
        return _("%(none)s matches %(filters)s.", none=self.view.none_words, filters=filters)

    @property
    def what_to_do(self) -> str:
        """How one finds more: by other letters, or without a filter, which is named when there is but one."""
        filters = self.chips[bool(self.asked.search) :]
        if not filters:
            return _("Check the spelling.")
        if len(filters) > 1:
            return _("Check the spelling, or remove a filter.") if self.asked.search else _("Remove a filter.")
        if self.asked.search:
            return _("Check the spelling, or remove the filter “%(filter)s”.", filter=filters[0].words)
        return _("Remove the filter “%(filter)s”.", filter=filters[0].words)

    @cached_property
    def state(self) -> str:
        """The list without the place in it, as the part of an address after the question mark."""
        return self.view.address(arguments(self.asked, after="", before="", jump="") + self.extra).partition("?")[2]

    @cached_property
    def here(self) -> str:
        """The address of exactly this page."""
        return self.view.address(arguments(self.asked) + self.extra)

    def panel(self, name: str) -> str:
        """The address of this list with a panel open beside it."""
        return self.view.address([*arguments(self.asked), *self.extra, ("panel", name)])

    # --- what is shown ---------------------------------------------------------------------------

    @cached_property
    def heads(self) -> list[Head]:
        """The columns, each with the address that sorts by it, or the other way round when it does already."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        head = Head(column.label, column.help, "num" if column.field.kind in rows.NUMBERS else "")
        if not column.is_sortable:
            return head
        is_sorted = self.asked.sort == column.path
        if is_sorted:
            head.order = "descending" if self.asked.is_descending else "ascending"
        head.address = self.address(sort=column.path, is_descending=is_sorted and not self.asked.is_descending)
        return head

    @cached_property
    def lines(self) -> Markup:
        """The rows, written in Python."""
        opens = self.view.opens
        back = self.here if self.state or self.page_is_not_first else ""
        return rows.lines(self.view, self.page.records, self.columns, opens=opens, back=back, are_ticked=bool(self.acts))

    @cached_property
    def chips(self) -> list[filtering.Chip]:
        return filtering.chips(self.view, self.asked)

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter leaves something out."""
        return bool(self.asked.search or self.asked.filters or self.asked.on)

    @property
    def everything(self) -> str:
        """The list without search and filters."""
        return self.address(search="", filters=(), on="")

    @property
    def page_is_not_first(self) -> bool:
        return bool(self.asked.after or self.asked.before or self.asked.jump)

    @property
    def previous(self) -> str:
        return self.address(before=self.page.before) if self.page.before else ""

    @property
    def next(self) -> str:
        return self.address(after=self.page.after) if self.page.after else ""

    @property
    def first(self) -> str:
        return self.address(after="", before="", jump="") if self.page_is_not_first else ""

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """25, 50, 100 lines a page."""
        return [(size, self.address(size=size), size == self.asked.size) for size in self.view.page_size_options]

    @cached_property
    def count_label(self) -> str:
        """1 234, or 10 000+ where counting on would cost more than it tells."""
        return rows.thousands(self.page.count) + ("+" if self.page.is_capped else "")

    @cached_property
    def said(self) -> str:
        """The number of lines, for those who hear the page."""
        if self.page.is_capped:
            return _("More than %(count)s lines", count=rows.thousands(self.page.count))
        return ngettext("%(lines)s line", "%(lines)s lines", self.page.count, lines=self.count_label)

    @cached_property
    def jump(self) -> str:
        """Whether one can go to a letter or to a day in the present order."""
        found = next((column for column in self.columns if column.path == self.asked.sort), None)
        return JUMPS.get(found.field.kind, "") if found and (self.page.before or self.page.after) else ""

    @property
    def jump_label(self) -> str:
        """The column by which one jumps."""
        return next((column.label for column in self.columns if column.path == self.asked.sort), "")

    # --- acts ------------------------------------------------------------------------------------

    @cached_property
    def acts(self) -> list[tuple[str, str, str]]:
        """What can be done to the ticked lines: name, label, the question that is asked before."""
        acts, questions = self.view.get_actions_list()
        return [(name, label, questions.get(name, "")) for name, label in acts] + self._own_acts()

    def _own_acts(self) -> list[tuple[str, str, str]]:
        changing = [("bulk-edit", _("Change a field"), "")] if self.view.can_edit_in_bulk else []
        return changing + self.view.bulk_acts

    @property
    def whole(self) -> int:
        """How many lines "the whole list" is, where one act may touch so many and they are more than this page."""
        is_more = len(self.page.records) < self.page.count <= MOST
        return self.page.count if is_more and not self.page.is_capped else 0

    # --- what one keeps --------------------------------------------------------------------------

    @cached_property
    def kept_views(self) -> list[tuple[str, str, bool]]:
        """One's saved views and those shared with one: name, address, whether this is it."""
        found = views.views_of(self.view.model)
        return [(one.name, self.view.address_of(one.arguments), one.arguments == self.state) for one in found]
