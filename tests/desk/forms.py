"""Reads the form of a page as a browser would send it back."""

from __future__ import annotations

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """The values that stand in the long form of a page, or in the one with this class."""

    def __init__(self, css: str):
        super().__init__()
        self._css, self._is_inside, self._area, self._select = css, False, None, None
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._is_inside = self._css in (given.get("class") or "") and (given.get("method") or "").lower() == "post"
        if not self._is_inside:
            return
        name, kind = given.get("name"), given.get("type")
        if tag == "input" and name and kind not in ("submit", "file"):
            if kind not in ("checkbox", "radio") or "checked" in given:
                self.values[name] = given.get("value") or ("y" if kind == "checkbox" else "")
        elif tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in self.values:  # nothing chosen means the first
                self.values[self._select] = given.get("value", "")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_data(self, data):
        if self._area:
            self.values[self._area] = (self.values[self._area] + data).lstrip("\n")

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_inside = False
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None


def form_of(answer, css: str = "record-form") -> dict[str, str]:
    """The fields of the form in an answer, hidden ones included."""
    reader = FormReader(css)
    reader.feed(answer.text)
    assert reader.values, f"no form in {answer.status}: {answer.text[:300]}"
    reader.values.pop("csrf_token", None)  # the client sends that of its own session
    return reader.values
