"""A list that the system wrote as a file is read again as it stands: nothing is asked and nothing changes."""

from __future__ import annotations

import io
import re

import pytest

from models import Annulment, RankLine, db
from services import guard

from .test_screens import figures

# The columns asked for; without any, those that the list shows.
RECORDS = {
    "officer": "",
    "unit": "",
    "posting": "officer,unit,function,starts_on,ends_on,act_kind,act_reference,act_authority,act_signed_on",
    "rank_line": "",
    "position_line": "",
}


def address(record: str, kind: str) -> str:
    columns = f"?columns={RECORDS[record]}" if RECORDS[record] else ""
    return f"/admin/{record.replace('_', '-')}/export/{kind}/{columns}"


def sent(client, content: bytes, name: str, record: str) -> int:
    answer = client.post("/admin/import-run/new/", data={"file": (io.BytesIO(content), name), "record": record})
    assert answer.status_code == 302, answer.text
    return int(answer.location.partition("id=")[2])


def as_proposed(client, number: int):
    """Press the preview button of the mapping page as it stands."""
    page = client.get(f"/admin/import-run/mapping/?id={number}").text
    told = {"id": number, "then": "preview"}
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', body)
        told[name] = chosen.group(1) if chosen else ""
    return client.post("/admin/import-run/mapping/", data=told)


@pytest.mark.parametrize(("kind", "language"), [("csv", "fr"), ("csv", "en"), ("xlsx", "fr")])
@pytest.mark.parametrize("record", RECORDS)
def test_our_own_list_changes_nothing_and_asks_nothing(people, signed_in, record, kind, language):
    aminata = signed_in("aminata")
    aminata.post("/language", data={"language": language})
    content = aminata.get(address(record, kind)).data
    number = sent(aminata, content, f"{record}.{kind}", record)
    answer = as_proposed(aminata, number)
    assert answer.status_code == 302, answer.text
    page = aminata.get(f"/admin/import-run/run/?id={number}").text
    created, changed, unchanged, refused = figures(page)
    assert (created, changed, refused) == ("0", "0", "0") and int(unchanged) >= 3, page


def test_days_of_our_own_list_that_another_program_wrote_anew_are_asked(people, signed_in):
    aminata = signed_in("aminata")
    content = aminata.get(address("officer", "csv")).data.replace(b"01/10/2015", b"1/10/2015")
    answer = as_proposed(aminata, sent(aminata, content, "officer.csv", "officer"))
    assert answer.status_code == 200 and "-error" in answer.text


def test_days_under_foreign_headings_are_asked(people, signed_in):
    aminata = signed_in("aminata")
    content = aminata.get(address("officer", "csv")).data.replace("Grade".encode(), "Grades".encode())
    answer = as_proposed(aminata, sent(aminata, content, "officer.csv", "officer"))
    assert answer.status_code == 200 and "-error" in answer.text


def test_lines_that_were_annulled_are_left_out_of_our_own_list(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test"):
        line = db.session.query(RankLine).filter_by(officer_id=people.colleague_id).one()
        annulled = RankLine(officer_id=line.officer_id, rank_id=line.rank_id, starts_on=line.starts_on, act_kind="Arrêté")
        by = Annulment(officer_id=line.officer_id, act_kind="Arrêté", act_reference="A-1/2024", reason="Erreur")
        db.session.add_all([annulled, by])
        annulled.annulment = by
        db.session.commit()
        before = db.session.query(RankLine).count()
    aminata = signed_in("aminata")
    number = sent(aminata, aminata.get(address("rank_line", "csv")).data, "grades.csv", "rank_line")
    assert as_proposed(aminata, number).status_code == 302
    page = aminata.get(f"/admin/import-run/run/?id={number}").text
    assert figures(page) == ["0", "0", str(before), "0"]
