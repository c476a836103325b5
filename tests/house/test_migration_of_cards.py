"""The badges of a base that is older than the life of a card: nothing is lost on the way up, and on the way down only what had no room."""

from __future__ import annotations

import datetime as dt

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from models import Badge, BadgeCause, BadgeKind, BadgeState, CardDesign, Notice, Photo, Proposal, Record, User, db
from services import guard
from services.badge.printing import designs

BEFORE, AFTER = "0012", "0013"
NEW_TABLES = {"photo", "card_design", "card_batch", "blank", "signed_paper"}
OLD_ROWS = (
    "INSERT INTO agency (id, code, name, is_assumed, version) VALUES"
    " (1, 'PN', 'Police nationale', false, 1), (2, 'OCS', 'Office central', false, 1)",
    "INSERT INTO unit (id, code, name, agency_id, path, version) VALUES (1, 'U1', 'Commissariat de Ségou', 1, '1/', 1),"
    " (2, 'U2', 'Antenne de Kayes', 2, '2/', 1)",
    "INSERT INTO officer (id, last_name, first_names, home_agency_id, unit_id, photo, entered_on, version) VALUES"
    " (1, 'Traoré', 'Élie', 1, 1, 'a1.jpg', '2001-01-01', 1), (2, 'Keïta', 'Coumba', 1, 2, '', '2001-01-01', 1),"
    " (3, 'Diarra', 'Daouda', 1, NULL, 'c3.jpg', '2001-01-01', 1), (4, 'Sissoko', 'Awa', 2, 2, NULL, '2001-01-01', 1)",
)
# Number, officer, state, printed at, revoked at, reason, slot.
OLD_CARDS = (
    (1, "ML00000001", 1, "REVOKED", "2024-01-03 08:00:00+00:00", "2025-02-01 09:30:00+00:00", "Perdue au marché", 11),
    (2, "ML00000002", 1, "ACTIVE", "2025-02-03 08:00:00+00:00", None, None, 12),
    (3, "ML00000003", 1, "ACTIVE", "2026-02-03 08:00:00+00:00", None, None, 13),
    (4, "ML00000004", 2, "ISSUED", None, None, None, 14),
    (5, "ML00000005", 3, "ISSUED", None, None, None, 15),
    (6, "ML00000006", 3, "ISSUED", None, None, None, 16),
    (7, "ML00000007", 3, "ACTIVE", "2026-03-01 08:00:00+00:00", None, None, 17),
    (8, "ML00000008", 4, "REVOKED", None, "2026-01-01 00:00:00+00:00", None, 18),
)
STOOD = "SELECT id, number, officer_id, state, issued_on, expires_on, reason, slot, key_id, version FROM badge ORDER BY id"
NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


@pytest.fixture
def old(new_app):
    """A base as it stood when a badge was issued, active or revoked."""
    app = new_app()
    with app.app_context():
        upgrade(revision=BEFORE)
        for row in OLD_ROWS:
            db.session.execute(text(row))
        for key, number, officer, state, printed, revoked, reason, slot in OLD_CARDS:
            db.session.execute(
                text(
                    "INSERT INTO badge (id, number, officer_id, state, issued_on, expires_on, printed_at, revoked_at, reason, cti, slot,"
                    " key_id, version) VALUES (:id, :number, :officer, :state, :issued, '2027-12-31', :printed, :revoked, :reason, :cti,"
                    " :slot, 1, 3)"
                ),
                {
                    "id": key, "number": number, "officer": officer, "state": state, "issued": dt.date(2024, 1, 1 + key).isoformat(),
                    "printed": printed, "revoked": revoked, "reason": reason, "cti": slot.to_bytes(3, "big") + bytes(13), "slot": slot,
                },
            )  # fmt: skip
        if db.engine.dialect.name == "postgresql":  # whose next numbers do not follow those that were given
            db.session.execute(text("SELECT setval('badge_id_seq', 100)"))
        db.session.commit()
        db.session.remove()
        guard.act_as(guard.SYSTEM)
        yield app
        db.engine.dispose()


def rows(statement: str) -> list[tuple]:
    found = [tuple(row) for row in db.session.execute(text(statement))]
    db.session.remove()
    return found


def cards() -> dict[int, Badge]:
    """By number of the row, as today's program reads them."""
    guard.act_as(guard.SYSTEM)
    return {card.id: card for card in db.session.query(Badge)}


def new_card(officer: int, state: BadgeState, slot: int | None, **other) -> Badge:
    """A card of today; where it has a slot it also has number and token."""
    given = {} if slot is None else {"number": f"ML{slot:08d}", "cti": slot.to_bytes(3, "big") + bytes(12) + b"n", "slot": slot}
    days = {"issued_on": dt.date(2026, 11, 1), "expires_on": dt.date(2028, 10, 31)} if given else {}
    values = {"kind": BadgeKind.FIELD, "agency_id": 1, "requested_at": NOW, "requested_by": "Fatim"} | given | days | other
    return Badge(officer_id=officer, state=state, **values)


def add(*made: Record) -> None:
    """Written down by the system."""
    with guard.unscoped("the base of the test"):
        db.session.add_all(made)
        db.session.commit()
    db.session.remove()


def gave_its_place_back(card: Badge) -> Badge:
    """As the sweep leaves a card whose token has expired."""
    card.slot = None
    return card


def propose_and_tell() -> None:
    """A proposal of cards, and a word about a photo."""
    asker = User(username="fatim", name="Fatim", role="badge_officer", fs_uniquifier="f" * 64, password="x", must_change_password=False)
    words = {"title": "Cartes", "digest": "x" * 64, "reason": "Première carte", "permission": "badge.approve", "url": "/"}
    asked = Proposal(kind="badge.issue", content={}, proposer=asker, expires_at=NOW, **words)
    add(asker, asked, Notice(reader=asker, event="photo.outdated", url="/", values={"count": 3}))


def test_what_was_issued_waits_for_its_printing_of_two_in_force_the_newer_stays_and_all_else_is_kept(old):
    upgrade(revision=AFTER)
    found = cards()
    assert {key: card.state.name for key, card in found.items()} == {
        1: "REVOKED", 2: "REVOKED", 3: "ACTIVE", 4: "APPROVED", 5: "REVOKED", 6: "APPROVED", 7: "ACTIVE", 8: "REVOKED",
    }  # fmt: skip
    assert {key: card.cause for key, card in found.items() if card.cause} == {
        1: BadgeCause.BY_HAND, 2: BadgeCause.NEW_CARD, 5: BadgeCause.NEW_CARD, 8: BadgeCause.BY_HAND,
    }  # fmt: skip
    assert {card.kind for card in found.values()} == {BadgeKind.IDENTITY}
    assert {key: card.agency_id for key, card in found.items()} == {1: 1, 2: 1, 3: 1, 4: 2, 5: 1, 6: 1, 7: 1, 8: 2}
    assert [found[1].requested_at, found[1].approved_at] == [dt.datetime(2024, 1, 2, tzinfo=dt.UTC)] * 2
    assert (found[1].ended_at, found[1].reason) == (dt.datetime(2025, 2, 1, 9, 30, tzinfo=dt.UTC), "Perdue au marché")
    assert found[1].printed_at == dt.datetime(2024, 1, 3, 8, tzinfo=dt.UTC)
    assert found[2].ended_at and found[3].ended_at is None and found[4].requested_by is None
    assert (found[3].number, found[3].slot, found[3].cti[:3]) == ("ML00000003", 13, b"\x00\x00\x0d")


def test_what_waits_for_its_printing_shows_what_the_file_says_today_and_an_older_card_what_it_showed(old):
    upgrade(revision=AFTER)
    found = cards()
    shown = {key: (card.last_name, card.first_names, card.rank_name, card.agency_name) for key, card in found.items() if card.last_name}
    assert shown == {4: ("Keïta", "Coumba", "", "Office central"), 6: ("Diarra", "Daouda", "", "Police nationale")}
    assert (found[4].photo, found[6].photo.file, found[6].design.title) == (None, "c3.jpg", "CARTE PROFESSIONNELLE")


def test_each_photo_of_a_file_begins_a_history_and_a_design_of_each_kind_is_in_force_with_the_words_of_before(old):
    upgrade(revision=AFTER)
    guard.act_as(guard.SYSTEM)
    assert [(photo.officer_id, photo.file, photo.taken_on) for photo in db.session.query(Photo).order_by(Photo.officer_id)] == [
        (1, "a1.jpg", None), (3, "c3.jpg", None),
    ]  # fmt: skip
    found = {kind: designs.in_force(1, kind) for kind in BadgeKind}
    assert db.session.query(CardDesign).count() == 2
    assert {design.title for design in found.values()} == {"CARTE PROFESSIONNELLE", "BADGE DE TERRAIN"}
    assert all(design.is_in_force and design.agency_id is None and "commissariat" in design.finder_note for design in found.values())


def test_nothing_of_a_card_is_lost_on_the_way_up_and_down_and_up(old):
    stood = rows(STOOD)
    upgrade(revision=AFTER)
    downgrade(revision=BEFORE)
    came_back = rows(STOOD)
    ended = "Une autre carte est plus récente"
    assert [row[:3] + row[4:6] + row[7:] for row in came_back] == [row[:3] + row[4:6] + row[7:] for row in stood]
    assert {row[0]: (row[3], row[6]) for row in came_back} == {row[0]: (row[3], row[6]) for row in stood} | {
        2: ("REVOKED", ended), 5: ("REVOKED", ended),
    }  # fmt: skip
    revoked = rows("SELECT id FROM badge WHERE revoked_at IS NOT NULL ORDER BY id")
    assert revoked == [(1,), (2,), (5,), (8,)]
    assert rows("SELECT id, photo FROM officer WHERE photo <> '' ORDER BY id") == [(1, "a1.jpg"), (3, "c3.jpg")]
    upgrade(revision=AFTER)
    assert {key: card.state.name for key, card in cards().items() if card.state is not BadgeState.REVOKED} == {
        3: "ACTIVE", 4: "APPROVED", 6: "APPROVED", 7: "ACTIVE",
    }  # fmt: skip


def test_on_the_way_down_what_is_being_made_is_issued_and_what_ended_is_revoked_with_its_state_as_the_reason(old):
    upgrade()
    ended = {"ended_at": NOW}
    add(
        new_card(1, BadgeState.REQUESTED, None),
        new_card(1, BadgeState.CANCELLED, None),
        new_card(2, BadgeState.PRINTED, 21, printed_at=NOW, key_id=4),
        new_card(3, BadgeState.CHECKED, 22, printed_at=NOW, key_id=4),
        new_card(4, BadgeState.APPROVED, 23),
        new_card(1, BadgeState.ACTIVE, 24, printed_at=NOW, key_id=4),
        new_card(1, BadgeState.LOST, 25, key_id=4, **ended),
        new_card(1, BadgeState.STOLEN, 26, key_id=4, reason="Vol à Bamako", **ended),
        new_card(1, BadgeState.SUSPENDED, 27, key_id=4),
        new_card(1, BadgeState.CANCELLED, 28, **ended),
        new_card(1, BadgeState.REPLACED, 29, key_id=4, replaces_id=1, **ended),
        new_card(1, BadgeState.REVOKED, 30, key_id=4, cause=BadgeCause.SERVICE_ENDED, **ended),
        gave_its_place_back(new_card(1, BadgeState.EXPIRED, 31, key_id=4, **ended)),
    )
    propose_and_tell()
    downgrade(revision=BEFORE)
    assert not NEW_TABLES & set(inspect(db.engine).get_table_names())
    assert rows("SELECT (SELECT count(*) FROM proposal), (SELECT count(*) FROM notice)") == [(0, 0)]
    found = {row[0]: row[1:] for row in rows("SELECT slot, state, reason, key_id FROM badge WHERE slot > 20 AND number <> 'ML00000031'")}
    assert found == {
        21: ("ISSUED", None, 4), 22: ("ISSUED", None, 4), 23: ("ISSUED", None, 4), 24: ("ACTIVE", None, 4), 25: ("REVOKED", "Perdue", 4),
        26: ("REVOKED", "Vol à Bamako", 4), 27: ("REVOKED", "Suspendue", 4), 28: ("REVOKED", "Annulée", 4), 29: ("REVOKED", "Remplacée", 4),
        30: ("REVOKED", "Fin de service", 4),
    }  # fmt: skip
    assert rows("SELECT count(*) FROM badge") == [(len(OLD_CARDS) + 11,)]
    [(slot, reason)] = rows("SELECT slot, reason FROM badge WHERE number = 'ML00000031'")
    assert 0 <= slot < 1 << 17 and slot not in (*range(11, 19), *range(21, 31)) and reason == "Expirée"
    assert rows("SELECT count(*) FROM badge WHERE state = 'REVOKED' AND revoked_at IS NULL") == [(0,)]
