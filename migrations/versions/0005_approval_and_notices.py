"""approval_and_notices

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade():
    op.create_table('holiday',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=True),
    sa.Column('falls_on', sa.Date(), nullable=False),
    sa.Column('is_yearly', sa.Boolean(), nullable=False),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holiday')),
    sa.UniqueConstraint('code', name=op.f('uq_holiday_code'))
    )
    with op.batch_alter_table('holiday', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_holiday_falls_on'), ['falls_on'], unique=False)
        batch_op.create_index('ix_holiday_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('delegation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('delegate_id', sa.Integer(), nullable=False),
    sa.Column('permission', sa.String(length=60), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_delegation_ends_after_start')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_delegation_agency_id')),
    sa.ForeignKeyConstraint(['delegate_id'], ['account.id'], name=op.f('fk_delegation_delegate_id')),
    sa.ForeignKeyConstraint(['giver_id'], ['account.id'], name=op.f('fk_delegation_giver_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegation'))
    )
    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.create_index('ix_delegation_delegate', ['delegate_id', 'permission'], unique=False)
        batch_op.create_index(batch_op.f('ix_delegation_giver_id'), ['giver_id'], unique=False)

    op.create_table('mail_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reader_id', sa.Integer(), nullable=False),
    sa.Column('rhythm', sa.Enum('IMMEDIATE', 'DAILY', 'NONE', name='mailrhythm', native_enum=False, length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['reader_id'], ['account.id'], name=op.f('fk_mail_choice_reader_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_choice')),
    sa.UniqueConstraint('reader_id', name=op.f('uq_mail_choice_reader_id'))
    )
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reader_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=60), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('url', sa.String(length=300), nullable=False),
    sa.Column('about', sa.String(length=60), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mail_tries', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['reader_id'], ['account.id'], name=op.f('fk_notice_reader_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_about', ['about', 'settled_at'], unique=False)
        batch_op.create_index('ix_notice_mailed', ['mailed_at', 'mail_tries'], unique=False)
        batch_op.create_index('ix_notice_reader_read', ['reader_id', 'read_at'], unique=False)

    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('subject_type', sa.String(length=60), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('subject_version', sa.Integer(), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('permission', sa.String(length=60), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('concerned_id', sa.Integer(), nullable=True),
    sa.Column('proposer_id', sa.Integer(), nullable=False),
    sa.Column('proposer_officer_id', sa.Integer(), nullable=True),
    sa.Column('url', sa.String(length=300), nullable=False),
    sa.Column('approvals_needed', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.Enum('WAITING', 'APPROVED', 'DONE', 'REJECTED', 'WITHDRAWN', 'VOID', 'EXPIRED', name='proposalstate', native_enum=False, length=20), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('approvals_needed > 0', name=op.f('ck_proposal_somebody_approves')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_proposal_agency_id')),
    sa.ForeignKeyConstraint(['concerned_id'], ['officer.id'], name=op.f('fk_proposal_concerned_id')),
    sa.ForeignKeyConstraint(['proposer_id'], ['account.id'], name=op.f('fk_proposal_proposer_id')),
    sa.ForeignKeyConstraint(['proposer_officer_id'], ['officer.id'], name=op.f('fk_proposal_proposer_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_proposer_id'), ['proposer_id'], unique=False)
        batch_op.create_index('ix_proposal_search_text_id', ['search_text', 'id'], unique=False)
        batch_op.create_index('ix_proposal_state_permission', ['state', 'permission'], unique=False)
        batch_op.create_index('ix_proposal_subject', ['subject_type', 'subject_id'], unique=False)

    op.create_table('proposal_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('approver_officer_id', sa.Integer(), nullable=True),
    sa.Column('delegation_id', sa.Integer(), nullable=True),
    sa.Column('verdict', sa.Enum('APPROVED', 'REJECTED', name='verdict', native_enum=False, length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['approver_officer_id'], ['officer.id'], name=op.f('fk_proposal_decision_approver_officer_id')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'], name=op.f('fk_proposal_decision_delegation_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_decision_proposal_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_proposal_decision_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_decision')),
    sa.UniqueConstraint('proposal_id', 'user_id', name=op.f('uq_proposal_decision_proposal_id_user_id'))
    )
    with op.batch_alter_table('proposal_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_decision_user_id'), ['user_id'], unique=False)


def downgrade():
    with op.batch_alter_table('proposal_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_decision_user_id'))

    op.drop_table('proposal_decision')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_subject')
        batch_op.drop_index('ix_proposal_state_permission')
        batch_op.drop_index('ix_proposal_search_text_id')
        batch_op.drop_index(batch_op.f('ix_proposal_proposer_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_expires_at'))

    op.drop_table('proposal')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_reader_read')
        batch_op.drop_index('ix_notice_mailed')
        batch_op.drop_index('ix_notice_about')

    op.drop_table('notice')
    op.drop_table('mail_choice')
    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delegation_giver_id'))
        batch_op.drop_index('ix_delegation_delegate')

    op.drop_table('delegation')
    with op.batch_alter_table('holiday', schema=None) as batch_op:
        batch_op.drop_index('ix_holiday_search_text_id')
        batch_op.drop_index(batch_op.f('ix_holiday_falls_on'))

    op.drop_table('holiday')
