"""custom_fields

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

EXTENSIBLE = (
    "agency", "region", "corps", "rank", "unit", "post", "position", "officer",
    "criterion", "evaluation_cycle", "promotion_rule", "promotion_round",
)  # fmt: skip
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KINDS = sa.Enum("TEXT", "NUMBER", "DATE", "CHOICE", "YES_NO", name="customkind", native_enum=False, length=20)


def upgrade():
    op.create_table(
        "custom_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("label_en", sa.String(length=80), nullable=True),
        sa.Column("help", sa.String(length=300), nullable=True),
        sa.Column("help_en", sa.String(length=300), nullable=True),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_searchable", sa.Boolean(), nullable=False),
        sa.Column("is_indexed", sa.Boolean(), nullable=False),
        sa.Column("mask", sa.String(length=60), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("record_type", "key", name=op.f("uq_custom_field_record_type_key")),
    )
    for table in EXTENSIBLE:
        op.add_column(table, sa.Column("extra", JSON, server_default="{}", nullable=False))


def downgrade():
    for table in reversed(EXTENSIBLE):
        drop_custom_indexes(table)
        op.drop_column(table, "extra")
    op.drop_table("custom_field")


def drop_custom_indexes(table):
    """The indexes that definitions made stand on the column that goes."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    source = "sqlite_master WHERE type = 'index' AND tbl_name" if is_sqlite else "pg_indexes WHERE tablename"
    column = "name" if is_sqlite else "indexname"
    found = op.get_bind().execute(sa.text(f"SELECT {column} FROM {source} = :table"), {"table": table})
    for (name,) in found.all():
        if name.startswith("ix_custom_"):
            op.drop_index(name, table_name=table)
