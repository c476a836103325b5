"""A custom field of a large table is prepared in the background

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade():
    op.add_column("custom_field", sa.Column("is_preparing", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    with op.batch_alter_table("custom_field") as table:
        table.drop_column("is_preparing")
