"""A job keeps its title in every language, when it began and how often

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade():
    with op.batch_alter_table("job") as table:
        table.add_column(sa.Column("title_values", sa.JSON(), nullable=True))
        table.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))


def downgrade():
    with op.batch_alter_table("job") as table:
        table.drop_column("tries")
        table.drop_column("started_at")
        table.drop_column("title_values")
