"""Filling a form of a finished page: every kind of box, in the right form only, and nothing else of the page changes."""

from __future__ import annotations

from web.filling import fill

PAGE = """<!doctype html>
<!-- kept --><script>if (a < b && c) { "<input name=mark>" }</script>
<form method="get" action="/here"><input name="mark" value="old"></form>
<form method="post" action="/other"><input name="mark" value="old"></form>
<form method="post">
<input type="hidden" name="csrf_token" value="new"><input type="hidden" name="version" value="7">
<input name="mark" value="old" required><input type="checkbox" name="yes" value="1"><input type="checkbox" name="no" checked>
<select name="place"><option value="">–</option><option value="3">Gao &amp; Kidal</option><option value="4" selected>Kayes</option></select>
<textarea name="comment">old &eacute;</textarea><input type="file" name="paper"><input name="untouched" value="x">
<button name="act" value="save">Go</button></form>"""
TYPED = [
    ("csrf_token", "old"), ("version", "6"), ("mark", '14,5 "<'), ("yes", "1"), ("place", "3"), ("comment", "</textarea><b>"), ("act", "save"),
]  # fmt: skip


def test_each_kind_of_box_gets_what_was_typed():
    page = fill(PAGE, "/here", "/here?id=1", TYPED)
    for part in (
        'name="csrf_token" value="new"', 'name="version" value="6"', 'name="mark" value="14,5 &quot;&lt;" required',
        'name="yes" value="1" checked', 'type="checkbox" name="no">', '<option value="3" selected>Gao &amp; Kidal',
        '<option value="4">Kayes', "&lt;/textarea&gt;&lt;b&gt;</textarea>", 'name="untouched" value="x"',
    ):  # fmt: skip
        assert part in page, part


def test_other_forms_and_the_rest_of_the_page_stay_as_they_were():
    page = fill(PAGE, "/here", "/here", TYPED)
    assert page.startswith(PAGE[: PAGE.index('<form method="post">')])
    assert fill(PAGE, "/here", "/nowhere", TYPED) == PAGE


def test_rows_of_one_name_are_filled_in_their_order():
    page = fill('<form method="post"><input name="a"><input name="a"></form>', "/x", "/x", [("a", "1"), ("a", "2")])
    assert page == '<form method="post"><input name="a" value="1"><input name="a" value="2"></form>'
