"""What is deleted is kept: when, by whom and why.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

KEPT = ("officer", "unit")
COLUMNS = {"deleted_at": sa.DateTime(timezone=True), "deleted_by": sa.String(200), "deletion_reason": sa.String(400)}


def upgrade():
    for table in KEPT:
        for name, kind in COLUMNS.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
        gone = sa.text("deleted_at IS NOT NULL")
        op.create_index(f"ix_{table}_deleted_at", table, ["deleted_at"], sqlite_where=gone, postgresql_where=gone)


def downgrade():
    for table in KEPT:
        op.drop_index(f"ix_{table}_deleted_at", table)
        for name in COLUMNS:
            op.drop_column(table, name)
