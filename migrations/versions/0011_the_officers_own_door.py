"""Corrections, who looked at a file, activation letters.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# In one statement on either database: SQLite would copy the whole table for a check added later, and others point to it.
DAYS = """ALTER TABLE agency ADD COLUMN correction_days INTEGER DEFAULT 30 NOT NULL
    CONSTRAINT ck_agency_correction_days_positive CHECK (correction_days > 0)"""


def upgrade():
    op.create_table('exported_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['audit_event.id'], name=op.f('fk_exported_file_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exported_file')),
    sa.UniqueConstraint('officer_id', 'event_id', name=op.f('uq_exported_file_officer_id_event_id'))
    )
    with op.batch_alter_table('exported_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exported_file_event_id'), ['event_id'], unique=False)

    op.create_table('activation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('identity_seen', sa.String(length=200), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_activation_made_by_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_activation_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activation')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_activation_code_digest'))
    )
    with op.batch_alter_table('activation', schema=None) as batch_op:
        batch_op.create_index('ix_activation_expires_at_id', ['expires_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activation_user_id'), ['user_id'], unique=False)

    op.create_table('correction_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('CHANGE', 'MISSING', 'OTHER', name='correctionkind', native_enum=False, length=20), nullable=False),
    sa.Column('state', sa.Enum('DRAFT', 'WAITING', 'PIECE_ASKED', 'PROPOSED', 'ACCEPTED', 'PARTLY', 'REFUSED', 'WITHDRAWN', name='correctionstate', native_enum=False, length=20), nullable=False),
    sa.Column('about_area', sa.String(length=40), nullable=False),
    sa.Column('about_type', sa.String(length=60), nullable=True),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('field', sa.String(length=60), nullable=True),
    sa.Column('stood', sa.String(length=24000), nullable=True),
    sa.Column('wished', sa.String(length=24000), nullable=True),
    sa.Column('reason', sa.String(length=24000), nullable=True),
    sa.Column('needs_second', sa.Boolean(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('writer_id', sa.Integer(), nullable=True),
    sa.Column('signed_form', sa.String(length=80), nullable=True),
    sa.Column('handler_id', sa.Integer(), nullable=True),
    sa.Column('appealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('appeal_reason', sa.String(length=24000), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['handler_id'], ['account.id'], name=op.f('fk_correction_request_handler_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_correction_request_officer_id')),
    sa.ForeignKeyConstraint(['writer_id'], ['account.id'], name=op.f('fk_correction_request_writer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_request'))
    )
    with op.batch_alter_table('correction_request', schema=None) as batch_op:
        batch_op.create_index('ix_correction_request_about', ['about_type', 'about_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_correction_request_about_area'), ['about_area'], unique=False)
        batch_op.create_index('ix_correction_request_appealed_at_id', ['appealed_at', 'id'], unique=False)
        batch_op.create_index('ix_correction_request_due_on_id', ['due_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_correction_request_handler_id'), ['handler_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_correction_request_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_correction_request_sent_at_id', ['sent_at', 'id'], unique=False)
        batch_op.create_index('ix_correction_request_state_id', ['state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_correction_request_writer_id'), ['writer_id'], unique=False)

    op.create_table('inquiry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=160), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('inquirer_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('hidden_until_on', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('hidden_until_on > starts_on', name=op.f('ck_inquiry_ends_after_start')),
    sa.ForeignKeyConstraint(['inquirer_id'], ['account.id'], name=op.f('fk_inquiry_inquirer_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_inquiry_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inquiry'))
    )
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.create_index('ix_inquiry_hidden_until_on_id', ['hidden_until_on', 'id'], unique=False)
        batch_op.create_index('ix_inquiry_starts_on_id', ['starts_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inquiry_inquirer_id'), ['inquirer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inquiry_officer_id'), ['officer_id'], unique=False)

    op.create_table('correction_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('is_appeal', sa.Boolean(), nullable=False),
    sa.Column('verdict', sa.Enum('ACCEPTED', 'PARTLY', 'REFUSED', name='correctionverdict', native_enum=False, length=20), nullable=False),
    sa.Column('granted', sa.String(length=24000), nullable=True),
    sa.Column('found', sa.String(length=24000), nullable=True),
    sa.Column('reason', sa.String(length=24000), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('is_void', sa.Boolean(), nullable=False),
    sa.Column('took_effect_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('applied_type', sa.String(length=60), nullable=True),
    sa.Column('applied_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_correction_decision_decided_by_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_correction_decision_proposal_id')),
    sa.ForeignKeyConstraint(['request_id'], ['correction_request.id'], name=op.f('fk_correction_decision_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_decision'))
    )
    with op.batch_alter_table('correction_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_decision_decided_by_id'), ['decided_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_correction_decision_request_id'), ['request_id'], unique=False)
        batch_op.create_index('uq_correction_decision_holding', ['request_id', 'is_appeal'], unique=True, sqlite_where=sa.text('is_void = 0'), postgresql_where=sa.text('NOT is_void'))

    op.create_table('correction_piece',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=True),
    sa.Column('file', sa.String(length=80), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['correction_request.id'], name=op.f('fk_correction_piece_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_piece'))
    )
    with op.batch_alter_table('correction_piece', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_piece_request_id'), ['request_id'], unique=False)

    op.create_table('correction_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('SENT', 'TAKEN', 'PIECE_ASKED', 'PIECE_GIVEN', 'PROPOSED', 'SENT_BACK', 'ACCEPTED', 'PARTLY', 'REFUSED', 'WITHDRAWN', 'APPEALED', 'ESCALATED', name='stepkind', native_enum=False, length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(length=24000), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['correction_request.id'], name=op.f('fk_correction_step_request_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_correction_step_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_step'))
    )
    with op.batch_alter_table('correction_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_step_request_id'), ['request_id'], unique=False)

    op.execute(DAYS)

    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('officer_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_audit_event_officer', ['officer_id', 'id'], unique=False)


def downgrade():
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_event_officer')
        batch_op.drop_column('officer_id')

    op.execute("ALTER TABLE agency DROP COLUMN correction_days")

    with op.batch_alter_table('correction_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_correction_step_request_id'))

    op.drop_table('correction_step')
    with op.batch_alter_table('correction_piece', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_correction_piece_request_id'))

    op.drop_table('correction_piece')
    with op.batch_alter_table('correction_decision', schema=None) as batch_op:
        batch_op.drop_index('uq_correction_decision_holding')
        batch_op.drop_index(batch_op.f('ix_correction_decision_request_id'))
        batch_op.drop_index(batch_op.f('ix_correction_decision_decided_by_id'))

    op.drop_table('correction_decision')
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inquiry_officer_id'))
        batch_op.drop_index(batch_op.f('ix_inquiry_inquirer_id'))
        batch_op.drop_index('ix_inquiry_starts_on_id')
        batch_op.drop_index('ix_inquiry_hidden_until_on_id')

    op.drop_table('inquiry')
    with op.batch_alter_table('correction_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_correction_request_writer_id'))
        batch_op.drop_index('ix_correction_request_state_id')
        batch_op.drop_index('ix_correction_request_sent_at_id')
        batch_op.drop_index(batch_op.f('ix_correction_request_officer_id'))
        batch_op.drop_index(batch_op.f('ix_correction_request_handler_id'))
        batch_op.drop_index('ix_correction_request_due_on_id')
        batch_op.drop_index('ix_correction_request_appealed_at_id')
        batch_op.drop_index(batch_op.f('ix_correction_request_about_area'))
        batch_op.drop_index('ix_correction_request_about')

    op.drop_table('correction_request')
    with op.batch_alter_table('activation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activation_user_id'))
        batch_op.drop_index('ix_activation_expires_at_id')

    op.drop_table('activation')
    with op.batch_alter_table('exported_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exported_file_event_id'))

    op.drop_table('exported_file')
