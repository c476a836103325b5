"""listing

Revision ID: 0002
Revises: 0001

The words that records are found by. They are filled in, and their indexes made, after every migration:
models/search.py.
"""

import sqlalchemy as sa
from alembic import op

from models import search

revision = "0002"
down_revision = "0001"

SEARCHED = (
    "account", "agency", "badge", "corps", "criterion", "evaluation_cycle", "job", "officer", "position", "post",
    "promotion_round", "rank", "region", "unit",
)  # fmt: skip
SORTED = {
    "officer": ("entered_on", "sex"),
    "rank_line": ("starts_on", "act_reference"),
    "posting": ("starts_on", "act_reference"),
    "position_line": ("starts_on", "act_reference"),
    "evaluation": ("state", "submitted_at", "score"),
    "promotion_candidate": ("place",),
    "badge": ("state", "issued_on", "expires_on"),
    "sign_in": ("started_at",),
    "job": ("asked_at",),
}
# A head of unit filters those of the unit by rank.
UNIT_AND_RANK = "ix_officer_unit_id_rank_id"
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade():
    for table in SEARCHED:
        op.add_column(table, sa.Column("search_text", WORDS, server_default="", nullable=False))
        op.create_index(f"ix_{table}_search_text_id", table, ["search_text", "id"])
    for table, columns in SORTED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}_id", table, [column, "id"])
    op.create_index(UNIT_AND_RANK, "officer", ["unit_id", "rank_id"])


def downgrade():
    op.drop_index(UNIT_AND_RANK, "officer")
    search.drop_indexes(op.get_bind(), SEARCHED)
    for table, columns in SORTED.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}_id", table)
    for table in reversed(SEARCHED):
        op.drop_index(f"ix_{table}_search_text_id", table)
        op.drop_column(table, "search_text")
