"""A card nobody can forge: the life of a card, photos, designs, print runs, blanks, other papers.

Revision ID: 0013
Revises: 0012

A badge that was issued is an approved card, which shows what the file says today; one that was printed is in force, and of two
in force the newer one stays. Each photo of a file begins a history. Going back, what is being made is issued again, what has ended is revoked, and only the
photo in use stays.
"""

import datetime as dt
import secrets

import sqlalchemy as sa
from alembic import op

from models import search

revision = "0013"
down_revision = "0012"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
IN_WORK = "('REQUESTED', 'APPROVED', 'PRINTED', 'CHECKED')"
NUMBERED = "state IN ('REQUESTED', 'CANCELLED') OR number IS NOT NULL"
# What a card has besides, in the order of the model; all may be empty until the data stands.
COLUMNS = (
    ("kind", sa.String(20)), ("agency_id", sa.Integer()), ("request_reason", sa.String(400)), ("requested_at", TIME),
    ("requested_by", sa.String(200)), ("approved_at", TIME), ("replaces_id", sa.Integer()), ("last_name", sa.String(120)),
    ("first_names", sa.String(160)), ("rank_id", sa.Integer()), ("rank_name", sa.String(160)), ("agency_name", sa.String(160)),
    ("photo_id", sa.Integer()), ("design_id", sa.Integer()), ("batch_id", sa.Integer()), ("place", sa.Integer()), ("blank_id", sa.Integer()),
    ("checked_at", TIME), ("handed_at", TIME), ("handed_by", sa.String(200)), ("receipt_reference", sa.String(80)),
    ("receipt_scan", sa.String(80)), ("ended_at", TIME), ("cause", sa.String(20)), ("returned_at", TIME),
)  # fmt: skip
NEEDED = {"kind": sa.String(20), "agency_id": sa.Integer(), "requested_at": TIME}
LOOSE = {
    "number": sa.String(16), "issued_on": sa.Date(), "expires_on": sa.Date(), "cti": sa.LargeBinary(16), "slot": sa.Integer(),
    "key_id": sa.Integer(),
}  # fmt: skip
LINKS = {
    "agency_id": "agency", "replaces_id": "badge", "rank_id": "rank", "photo_id": "photo", "design_id": "card_design",
    "batch_id": "card_batch", "blank_id": "blank",
}  # fmt: skip
INDEXES = {
    "ix_badge_agency_id": ["agency_id"], "ix_badge_replaces_id": ["replaces_id"], "ix_badge_rank_id": ["rank_id"],
    "ix_badge_photo_id": ["photo_id"], "ix_badge_design_id": ["design_id"], "ix_badge_batch_id_place": ["batch_id", "place"],
    "ix_badge_kind_id": ["kind", "id"], "ix_badge_requested_at_id": ["requested_at", "id"],
}  # fmt: skip
ONLY_ONE = {"uq_badge_active": "state = 'ACTIVE'", "uq_badge_in_work": f"state IN {IN_WORK}"}
NEW_TABLES = ("card_batch", "signed_paper", "photo", "card_design", "blank")
# What an ended card is called where only "revoked" is known.
ENDED = {
    "LOST": "Perdue", "STOLEN": "Volée", "RETURNED": "Rendue", "EXPIRED": "Expirée", "REPLACED": "Remplacée", "SPOILED": "Gâchée",
    "CANCELLED": "Annulée", "SUSPENDED": "Suspendue",
}  # fmt: skip
CAUSES = {"SERVICE_ENDED": "Fin de service", "NOT_SERVING": "Hors service", "OTHER_AGENCY": "Autre structure", "NEW_CARD": "Nouvelle carte"}
WORDS = {
    "language": "FR", "ground": "#cfe0d7", "band": "#12402f", "text": "#1b2430", "stripes": "#14b53a,#fcd116,#ce1126",
    "state_name": "RÉPUBLIQUE DU MALI", "authority": "L’autorité de délivrance",
    "statement": "Le titulaire, dont la photographie figure au recto, appartient à l’institution nommée ci-dessus et agit en son nom. "
    "Les autorités civiles et militaires sont priées de lui prêter aide et assistance dans l’exercice de ses fonctions.",
    "finder_note": "Carte trouvée : prière de la remettre à tout commissariat. Carte perdue : le titulaire la déclare sans délai.",
    "legal_note": "Cette carte appartient à l’État et lui est rendue à la fin du service. Son numéro est personnel.",
    "has_guilloche": True, "has_ghost_photo": True, "has_serials": False, "months": 24, "is_in_force": True, "version": 1,
}  # fmt: skip
DESIGNS = (
    {"name": "Carte d’identité professionnelle", "kind": "IDENTITY", "title": "CARTE PROFESSIONNELLE"},
    {"name": "Badge de terrain", "kind": "FIELD", "title": "BADGE DE TERRAIN"},
)
CARD = sa.table("badge", *[sa.column(name, kind) for name, kind in (("id", sa.Integer()), ("slot", sa.Integer()), ("issued_on", sa.Date()), *COLUMNS)])


def upgrade():
    _make_tables()
    op.bulk_insert(sa.table("card_design", *[sa.column(name) for name in (*WORDS, *DESIGNS[0])]), [WORDS | design for design in DESIGNS])
    op.execute(
        "INSERT INTO photo (officer_id, file, source, version) "
        "SELECT id, photo, 'UPLOAD', 1 FROM officer WHERE photo IS NOT NULL AND photo <> '' ORDER BY id"
    )
    for name, kind in COLUMNS:
        op.add_column("badge", sa.Column(name, kind))
    _bring_cards_up()
    search.drop_indexes(op.get_bind(), ("badge",))
    op.drop_index("ix_badge_search_text_id", "badge")
    op.drop_index("ix_badge_issued_on_id", "badge")
    with op.batch_alter_table("badge") as table:
        for name, kind in NEEDED.items():
            table.alter_column(name, existing_type=kind, nullable=False)
        for name, kind in LOOSE.items():
            table.alter_column(name, existing_type=kind, nullable=True)
        for name, target in LINKS.items():
            table.create_foreign_key(f"fk_badge_{name}", target, [name], ["id"])
        table.create_unique_constraint("uq_badge_blank_id", ["blank_id"])
        table.create_check_constraint(op.f("ck_badge_numbered_once_approved"), NUMBERED)
        table.drop_column("revoked_at")
        table.drop_column("search_text")
    for name, columns in INDEXES.items():
        op.create_index(name, "badge", columns)
    for name, where in ONLY_ONE.items():
        op.create_index(name, "badge", ["officer_id", "kind"], unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade():
    _bring_cards_down()
    for name in (*ONLY_ONE, *INDEXES):
        op.drop_index(name, "badge")
    op.add_column("badge", sa.Column("revoked_at", TIME))
    op.execute("UPDATE badge SET revoked_at = ended_at WHERE state = 'REVOKED'")
    with op.batch_alter_table("badge") as table:
        table.drop_constraint(op.f("ck_badge_numbered_once_approved"), type_="check")
        table.drop_constraint("uq_badge_blank_id", type_="unique")
        for name in LINKS:
            table.drop_constraint(f"fk_badge_{name}", type_="foreignkey")
        for name, kind in LOOSE.items():
            table.alter_column(name, existing_type=kind, nullable=False)
        for name, _kind in COLUMNS:
            table.drop_column(name)
        table.add_column(sa.Column("search_text", TEXT, server_default="", nullable=False))
    op.create_index("ix_badge_issued_on_id", "badge", ["issued_on", "id"])
    op.create_index("ix_badge_search_text_id", "badge", ["search_text", "id"])
    search.drop_indexes(op.get_bind(), ("blank", "card_design", "signed_paper", "card_batch"))
    for table in NEW_TABLES:
        op.drop_table(table)


def _bring_cards_up():
    """What was issued waits for its printing; of two that count the newer one stays."""
    op.execute("UPDATE badge SET kind = 'IDENTITY', ended_at = revoked_at")
    op.execute("UPDATE badge SET state = 'APPROVED' WHERE state = 'ISSUED'")
    op.execute("UPDATE badge SET cause = 'BY_HAND' WHERE state = 'REVOKED'")
    op.execute(
        "UPDATE badge SET agency_id = (SELECT coalesce(unit.agency_id, officer.home_agency_id) FROM officer "
        "LEFT JOIN unit ON unit.id = officer.unit_id WHERE officer.id = badge.officer_id)"
    )
    cards = op.get_bind().execute(sa.select(CARD.c.id, CARD.c.issued_on)).all()
    moments = [{"card": card, "at": dt.datetime.combine(day, dt.time(), dt.UTC)} for card, day in cards]
    if moments:
        moment = sa.bindparam("at", type_=TIME)
        op.get_bind().execute(
            sa.update(CARD).where(CARD.c.id == sa.bindparam("card")).values(requested_at=moment, approved_at=moment), moments
        )
    for state in ("ACTIVE", "APPROVED"):
        _run(
            "UPDATE badge SET state = 'REVOKED', cause = 'NEW_CARD', ended_at = :at, reason = 'Une autre carte est plus récente' "
            f"WHERE state = '{state}' AND EXISTS (SELECT 1 FROM badge AS newer "
            f"WHERE newer.officer_id = badge.officer_id AND newer.state = '{state}' AND newer.id > badge.id)",
            at=dt.datetime.now(dt.UTC),
        )
    _freeze_approved()


def _freeze_approved():
    """What waits for its printing shows what the file says today; what was printed before keeps no more than it did."""
    op.execute(
        "UPDATE badge SET last_name = (SELECT last_name FROM officer WHERE officer.id = badge.officer_id), "
        "first_names = (SELECT first_names FROM officer WHERE officer.id = badge.officer_id), "
        "rank_id = (SELECT rank_id FROM officer WHERE officer.id = badge.officer_id), "
        "rank_name = coalesce((SELECT rank.name FROM officer JOIN rank ON rank.id = officer.rank_id WHERE officer.id = badge.officer_id), ''), "
        "agency_name = (SELECT name FROM agency WHERE agency.id = badge.agency_id), "
        "photo_id = (SELECT max(photo.id) FROM photo WHERE photo.officer_id = badge.officer_id), "
        "design_id = (SELECT min(card_design.id) FROM card_design WHERE card_design.kind = 'IDENTITY') WHERE state = 'APPROVED'"
    )


def _bring_cards_down():
    """What has no number yet goes, with proposals and notices; what is being made is issued again; what has ended is revoked."""
    op.execute("DELETE FROM proposal_decision WHERE proposal_id IN (SELECT id FROM proposal WHERE kind IN ('badge.issue', 'badge.resume'))")
    op.execute("DELETE FROM proposal WHERE kind IN ('badge.issue', 'badge.resume')")
    op.execute("DELETE FROM notice WHERE event LIKE 'badge.%' OR event = 'photo.outdated'")
    op.execute("UPDATE badge SET replaces_id = NULL")
    op.execute("DELETE FROM badge WHERE number IS NULL")
    for state, words in ENDED.items():
        _run("UPDATE badge SET reason = coalesce(reason, :words), state = 'REVOKED' WHERE state = :state", words=words, state=state)
    for cause, words in CAUSES.items():
        _run("UPDATE badge SET reason = coalesce(reason, :words) WHERE state = 'REVOKED' AND cause = :cause", words=words, cause=cause)
    _run("UPDATE badge SET ended_at = :at WHERE state = 'REVOKED' AND ended_at IS NULL", at=dt.datetime.now(dt.UTC))
    op.execute("UPDATE badge SET state = 'ISSUED' WHERE state IN ('APPROVED', 'PRINTED', 'CHECKED')")
    op.execute("UPDATE badge SET key_id = coalesce((SELECT max(one.key_id) FROM badge AS one), 1) WHERE key_id IS NULL")
    _give_slots()


def _give_slots():
    """A place that nobody has for each card whose place was given back."""
    taken = {slot for (slot,) in op.get_bind().execute(sa.select(CARD.c.slot)) if slot is not None}
    for (card,) in op.get_bind().execute(sa.select(CARD.c.id).where(CARD.c.slot.is_(None))).all():
        slot = next(slot for slot in iter(lambda: secrets.randbelow(1 << 17), None) if slot not in taken)
        taken.add(slot)
        _run("UPDATE badge SET slot = :slot WHERE id = :card", slot=slot, card=card)


def _run(statement, **values):
    asked = sa.text(statement)
    if "at" in values:
        asked = asked.bindparams(sa.bindparam("at", type_=TIME))
    return op.get_bind().execute(asked, values)


def _make_tables():
    op.create_table("blank",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("serial", sa.String(40), nullable=False),
    sa.Column("agency_id", sa.Integer(), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("received_on", sa.Date(), nullable=False),
    sa.Column("lot", sa.String(60)),
    sa.Column("noted_at", TIME, nullable=False),
    sa.Column("reason", sa.String(400)),
    sa.Column("search_text", TEXT, server_default="", nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_blank_agency_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_blank")),
    sa.UniqueConstraint("agency_id", "serial", name=op.f("uq_blank_agency_id_serial"))
    )
    with op.batch_alter_table("blank") as batch_op:
        batch_op.create_index("ix_blank_received_on_id", ["received_on", "id"])
        batch_op.create_index("ix_blank_search_text_id", ["search_text", "id"])
        batch_op.create_index("ix_blank_state_id", ["state", "id"])

    op.create_table("card_design",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("agency_id", sa.Integer()),
    sa.Column("is_in_force", sa.Boolean(), nullable=False),
    sa.Column("language", sa.String(20), nullable=False),
    sa.Column("second_language", sa.String(20)),
    sa.Column("ground", sa.String(7), nullable=False),
    sa.Column("band", sa.String(7), nullable=False),
    sa.Column("text", sa.String(7), nullable=False),
    sa.Column("stripes", sa.String(40), nullable=False),
    sa.Column("crest", sa.String(80)),
    sa.Column("state_name", sa.String(80), nullable=False),
    sa.Column("title", sa.String(60), nullable=False),
    sa.Column("authority", sa.String(80), nullable=False),
    sa.Column("statement", sa.String(400), nullable=False),
    sa.Column("finder_note", sa.String(400), nullable=False),
    sa.Column("legal_note", sa.String(400), nullable=False),
    sa.Column("title_second", sa.String(60)),
    sa.Column("statement_second", sa.String(400)),
    sa.Column("finder_note_second", sa.String(400)),
    sa.Column("legal_note_second", sa.String(400)),
    sa.Column("has_guilloche", sa.Boolean(), nullable=False),
    sa.Column("has_ghost_photo", sa.Boolean(), nullable=False),
    sa.Column("has_serials", sa.Boolean(), nullable=False),
    sa.Column("months", sa.Integer(), nullable=False),
    sa.Column("search_text", TEXT, server_default="", nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("band LIKE '#______'", name=op.f("ck_card_design_band_is_a_colour")),
    sa.CheckConstraint("ground LIKE '#______'", name=op.f("ck_card_design_ground_is_a_colour")),
    sa.CheckConstraint("text LIKE '#______'", name=op.f("ck_card_design_text_is_a_colour")),
    sa.CheckConstraint("months BETWEEN 1 AND 24", name=op.f("ck_card_design_lasts_two_years_at_most")),
    sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_card_design_agency_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_card_design"))
    )
    with op.batch_alter_table("card_design") as batch_op:
        batch_op.create_index(batch_op.f("ix_card_design_agency_id"), ["agency_id"])
        batch_op.create_index("ix_card_design_search_text_id", ["search_text", "id"])
        batch_op.create_index("uq_card_design_of_agency", ["agency_id", "kind"], unique=True, sqlite_where=sa.text("is_in_force AND agency_id IS NOT NULL"), postgresql_where=sa.text("is_in_force AND agency_id IS NOT NULL"))
        batch_op.create_index("uq_card_design_of_all", ["kind"], unique=True, sqlite_where=sa.text("is_in_force AND agency_id IS NULL"), postgresql_where=sa.text("is_in_force AND agency_id IS NULL"))

    op.create_table("photo",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("officer_id", sa.Integer(), nullable=False),
    sa.Column("file", sa.String(80), nullable=False),
    sa.Column("taken_on", sa.Date()),
    sa.Column("source", sa.String(20), nullable=False),
    sa.Column("taken_by", sa.String(200)),
    sa.Column("remarks", sa.JSON()),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_photo_officer_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_photo"))
    )
    with op.batch_alter_table("photo") as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_officer_id"), ["officer_id"])
        batch_op.create_index("ix_photo_source_id", ["source", "id"])
        batch_op.create_index("ix_photo_taken_on_id", ["taken_on", "id"])

    op.create_table("signed_paper",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("agency_id", sa.Integer(), nullable=False),
    sa.Column("officer_id", sa.Integer()),
    sa.Column("round_id", sa.Integer()),
    sa.Column("text", sa.String(120), nullable=False),
    sa.Column("cti", sa.LargeBinary(16), nullable=False),
    sa.Column("slot", sa.Integer()),
    sa.Column("key_id", sa.Integer(), nullable=False),
    sa.Column("issued_at", TIME, nullable=False),
    sa.Column("expires_on", sa.Date(), nullable=False),
    sa.Column("issued_by", sa.String(200), nullable=False),
    sa.Column("ended_at", TIME),
    sa.Column("reason", sa.String(400)),
    sa.Column("search_text", TEXT, server_default="", nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_signed_paper_agency_id")),
    sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_signed_paper_officer_id")),
    sa.ForeignKeyConstraint(["round_id"], ["promotion_round.id"], name=op.f("fk_signed_paper_round_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_paper")),
    sa.UniqueConstraint("cti", name=op.f("uq_signed_paper_cti")),
    sa.UniqueConstraint("number", name=op.f("uq_signed_paper_number")),
    sa.UniqueConstraint("slot", name=op.f("uq_signed_paper_slot"))
    )
    with op.batch_alter_table("signed_paper") as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_paper_agency_id"), ["agency_id"])
        batch_op.create_index("ix_signed_paper_expires_on_id", ["expires_on", "id"])
        batch_op.create_index("ix_signed_paper_issued_at_id", ["issued_at", "id"])
        batch_op.create_index("ix_signed_paper_kind_id", ["kind", "id"])
        batch_op.create_index(batch_op.f("ix_signed_paper_officer_id"), ["officer_id"])
        batch_op.create_index(batch_op.f("ix_signed_paper_round_id"), ["round_id"])
        batch_op.create_index("ix_signed_paper_search_text_id", ["search_text", "id"])

    op.create_table("card_batch",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("title", sa.String(160), nullable=False),
    sa.Column("agency_id", sa.Integer(), nullable=False),
    sa.Column("sheet", sa.String(20), nullable=False),
    sa.Column("cards", sa.Integer(), nullable=False),
    sa.Column("parts", sa.Integer(), nullable=False),
    sa.Column("made_by", sa.String(200), nullable=False),
    sa.Column("made_at", TIME, nullable=False),
    sa.Column("printed_at", TIME),
    sa.Column("job_id", sa.Integer()),
    sa.Column("digest", sa.String(64)),
    sa.Column("search_text", TEXT, server_default="", nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_card_batch_agency_id")),
    sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_card_batch_job_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_card_batch"))
    )
    with op.batch_alter_table("card_batch") as batch_op:
        batch_op.create_index(batch_op.f("ix_card_batch_agency_id"), ["agency_id"])
        batch_op.create_index(batch_op.f("ix_card_batch_job_id"), ["job_id"])
        batch_op.create_index("ix_card_batch_made_at_id", ["made_at", "id"])
        batch_op.create_index("ix_card_batch_search_text_id", ["search_text", "id"])
