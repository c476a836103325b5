"""A file for a whole career: annulments, collective acts, papers, family, fitness, discipline, versions of the law.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"

HISTORIES = ("rank_line", "posting", "position_line")
# Ages stood without a day of effect: they count from the first text that this program knows of.
AGES = """INSERT INTO retirement_age (corps_id, age, leaves_at, starts_on, legal_text, is_assumed, extra, version)
    SELECT id, retirement_age, 'BIRTHDAY', '2002-12-16', legal_text, is_assumed, '{}', 1
    FROM corps WHERE retirement_age BETWEEN 40 AND 80"""
AGES_BACK = """UPDATE corps SET retirement_age = (SELECT age FROM retirement_age
    WHERE corps_id = corps.id AND rank_id IS NULL ORDER BY starts_on DESC LIMIT 1)"""
# An end on which no line follows was set by the act itself.
TERMS = """UPDATE {0} SET term_on = ends_on WHERE ends_on IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM {0} AS next WHERE next.officer_id = {0}.officer_id AND next.starts_on = {0}.ends_on)"""
POSITIONS = (
    "UPDATE position SET leaves_unit = true WHERE code IN ('DET', 'DSP', 'HCA', 'RET', 'RAD', 'DEM', 'DCD')",
    "UPDATE position SET ends_service = true WHERE code IN ('RET', 'RAD', 'DEM', 'DCD')",
    "UPDATE position SET needs_case = true WHERE code = 'SUS'",
)


def upgrade():
    op.create_table('absence_kind',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=True),
    sa.Column('is_leave', sa.Boolean(), nullable=False),
    sa.Column('days_a_year', sa.Integer(), nullable=True),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence_kind')),
    sa.UniqueConstraint('code', name=op.f('uq_absence_kind_code'))
    )
    with op.batch_alter_table('absence_kind', schema=None) as batch_op:
        batch_op.create_index('ix_absence_kind_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('award_kind',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=True),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_kind')),
    sa.UniqueConstraint('code', name=op.f('uq_award_kind_code'))
    )
    with op.batch_alter_table('award_kind', schema=None) as batch_op:
        batch_op.create_index('ix_award_kind_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('document_kind',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=True),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_kind')),
    sa.UniqueConstraint('code', name=op.f('uq_document_kind_code'))
    )
    with op.batch_alter_table('document_kind', schema=None) as batch_op:
        batch_op.create_index('ix_document_kind_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('language',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=True),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_language')),
    sa.UniqueConstraint('code', name=op.f('uq_language_code'))
    )
    with op.batch_alter_table('language', schema=None) as batch_op:
        batch_op.create_index('ix_language_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('sanction_kind',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=True),
    sa.Column('degree', sa.Enum('FIRST', 'SECOND', name='degree', native_enum=False, length=20), nullable=False),
    sa.Column('most_days', sa.Integer(), nullable=True),
    sa.Column('erased_after_years', sa.Integer(), nullable=True),
    sa.Column('legal_text', sa.String(length=400), nullable=True),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sanction_kind')),
    sa.UniqueConstraint('code', name=op.f('uq_sanction_kind_code'))
    )
    with op.batch_alter_table('sanction_kind', schema=None) as batch_op:
        batch_op.create_index('ix_sanction_kind_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('collective_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Enum('POSTING', 'STEP', 'TRANSPOSITION', name='collectivepurpose', native_enum=False, length=20), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('PREPARED', 'APPLIED', 'ANNULLED', name='collectivestate', native_enum=False, length=20), nullable=False),
    sa.Column('corps_id', sa.Integer(), nullable=True),
    sa.Column('legal_text', sa.String(length=400), nullable=True),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('act_kind', sa.String(length=80), nullable=False),
    sa.Column('act_reference', sa.String(length=160), nullable=True),
    sa.Column('act_authority', sa.String(length=160), nullable=True),
    sa.Column('act_signed_on', sa.Date(), nullable=True),
    sa.Column('act_scan', sa.String(length=80), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_collective_act_agency_id')),
    sa.ForeignKeyConstraint(['corps_id'], ['corps.id'], name=op.f('fk_collective_act_corps_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collective_act'))
    )
    with op.batch_alter_table('collective_act', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_collective_act_agency_id'), ['agency_id'], unique=False)
        batch_op.create_index('ix_collective_act_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('required_piece',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('corps_id', sa.Integer(), nullable=True),
    sa.Column('function', sa.String(length=160), nullable=True),
    sa.Column('legal_text', sa.String(length=400), nullable=True),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['corps_id'], ['corps.id'], name=op.f('fk_required_piece_corps_id')),
    sa.ForeignKeyConstraint(['kind_id'], ['document_kind.id'], name=op.f('fk_required_piece_kind_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_required_piece'))
    )
    op.create_table('concordance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('collective_act_id', sa.Integer(), nullable=False),
    sa.Column('from_rank_id', sa.Integer(), nullable=False),
    sa.Column('to_rank_id', sa.Integer(), nullable=False),
    sa.Column('step_rule', sa.Enum('KEEP', 'FIRST', name='steprule', native_enum=False, length=20), nullable=False),
    sa.Column('keeps_seniority', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['collective_act_id'], ['collective_act.id'], name=op.f('fk_concordance_collective_act_id')),
    sa.ForeignKeyConstraint(['from_rank_id'], ['rank.id'], name=op.f('fk_concordance_from_rank_id')),
    sa.ForeignKeyConstraint(['to_rank_id'], ['rank.id'], name=op.f('fk_concordance_to_rank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concordance')),
    sa.UniqueConstraint('collective_act_id', 'from_rank_id', name=op.f('uq_concordance_collective_act_id_from_rank_id'))
    )
    op.create_table('grid_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rank_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('index_points', sa.Integer(), nullable=True),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('legal_text', sa.String(length=400), nullable=True),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('months IS NULL OR months > 0', name=op.f('ck_grid_step_months_positive')),
    sa.CheckConstraint('step > 0', name=op.f('ck_grid_step_step_positive')),
    sa.ForeignKeyConstraint(['rank_id'], ['rank.id'], name=op.f('fk_grid_step_rank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grid_step')),
    sa.UniqueConstraint('rank_id', 'starts_on', 'step', name=op.f('uq_grid_step_rank_id_starts_on_step'))
    )
    with op.batch_alter_table('grid_step', schema=None) as batch_op:
        batch_op.create_index('ix_grid_step_starts_on_id', ['starts_on', 'id'], unique=False)

    op.create_table('retirement_age',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('corps_id', sa.Integer(), nullable=False),
    sa.Column('rank_id', sa.Integer(), nullable=True),
    sa.Column('age', sa.Integer(), nullable=False),
    sa.Column('leaves_at', sa.Enum('BIRTHDAY', 'MONTH_END', 'YEAR_END', name='leavesat', native_enum=False, length=20), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('legal_text', sa.String(length=400), nullable=True),
    sa.Column('is_assumed', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=True),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('age BETWEEN 40 AND 80', name=op.f('ck_retirement_age_age_plausible')),
    sa.ForeignKeyConstraint(['corps_id'], ['corps.id'], name=op.f('fk_retirement_age_corps_id')),
    sa.ForeignKeyConstraint(['rank_id'], ['rank.id'], name=op.f('fk_retirement_age_rank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retirement_age')),
    sa.UniqueConstraint('corps_id', 'rank_id', 'starts_on', name=op.f('uq_retirement_age_corps_id_rank_id_starts_on'))
    )
    with op.batch_alter_table('retirement_age', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_retirement_age_corps_id'), ['corps_id'], unique=False)

    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('last_day_on', sa.Date(), nullable=True),
    sa.Column('act_kind', sa.String(length=80), nullable=False),
    sa.Column('act_reference', sa.String(length=160), nullable=True),
    sa.Column('act_authority', sa.String(length=160), nullable=True),
    sa.Column('act_signed_on', sa.Date(), nullable=True),
    sa.Column('act_scan', sa.String(length=80), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by', sa.String(length=200), nullable=True),
    sa.Column('deletion_reason', sa.String(length=400), nullable=True),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('last_day_on IS NULL OR last_day_on >= starts_on', name=op.f('ck_absence_last_day_not_before_first')),
    sa.ForeignKeyConstraint(['kind_id'], ['absence_kind.id'], name=op.f('fk_absence_kind_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_absence_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index('ix_absence_kind_id_id', ['kind_id', 'id'], unique=False)
        batch_op.create_index('ix_absence_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index('ix_absence_last_day_on_id', ['last_day_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_absence_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_absence_starts_on_id', ['starts_on', 'id'], unique=False)

    op.create_table('annulment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('act_kind', sa.String(length=80), nullable=False),
    sa.Column('act_reference', sa.String(length=160), nullable=True),
    sa.Column('act_authority', sa.String(length=160), nullable=True),
    sa.Column('act_signed_on', sa.Date(), nullable=True),
    sa.Column('act_scan', sa.String(length=80), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_annulment_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annulment'))
    )
    with op.batch_alter_table('annulment', schema=None) as batch_op:
        batch_op.create_index('ix_annulment_act_signed_on_id', ['act_signed_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_annulment_officer_id'), ['officer_id'], unique=False)

    op.create_table('collective_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('collective_act_id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('function', sa.String(length=160), nullable=True),
    sa.Column('is_head', sa.Boolean(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['collective_act_id'], ['collective_act.id'], name=op.f('fk_collective_row_collective_act_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_collective_row_officer_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_collective_row_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collective_row')),
    sa.UniqueConstraint('collective_act_id', 'officer_id', name=op.f('uq_collective_row_collective_act_id_officer_id'))
    )
    with op.batch_alter_table('collective_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_collective_row_officer_id'), ['officer_id'], unique=False)

    op.create_table('disciplinary_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=160), nullable=True),
    sa.Column('state', sa.Enum('OPEN', 'HEARD', 'DECIDED', 'APPEALED', 'CLOSED', name='casestate', native_enum=False, length=20), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('opened_by', sa.String(length=160), nullable=True),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('notified_on', sa.Date(), nullable=True),
    sa.Column('heard_on', sa.Date(), nullable=True),
    sa.Column('hearing_body', sa.Enum('HEAD', 'COUNCIL', name='hearingbody', native_enum=False, length=20), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.Column('appealed_on', sa.Date(), nullable=True),
    sa.Column('appeal_decision', sa.Text(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('record_scan', sa.String(length=80), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('appealed_on IS NULL OR decided_on IS NOT NULL AND appealed_on >= decided_on', name=op.f('ck_disciplinary_case_appealed_after_decision')),
    sa.CheckConstraint('closed_on IS NULL OR closed_on >= opened_on', name=op.f('ck_disciplinary_case_closed_after_opening')),
    sa.CheckConstraint('decided_on IS NULL OR decided_on >= opened_on', name=op.f('ck_disciplinary_case_decided_after_opening')),
    sa.CheckConstraint('heard_on IS NULL OR heard_on >= opened_on', name=op.f('ck_disciplinary_case_heard_after_opening')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_disciplinary_case_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disciplinary_case'))
    )
    with op.batch_alter_table('disciplinary_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disciplinary_case_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_disciplinary_case_opened_on_id', ['opened_on', 'id'], unique=False)
        batch_op.create_index('ix_disciplinary_case_state_id', ['state', 'id'], unique=False)
        batch_op.create_index('ix_disciplinary_case_decided_on_id', ['decided_on', 'id'], unique=False)
        batch_op.create_index('ix_disciplinary_case_closed_on_id', ['closed_on', 'id'], unique=False)
        batch_op.create_index('ix_disciplinary_case_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=True),
    sa.Column('dated_on', sa.Date(), nullable=True),
    sa.Column('file', sa.String(length=80), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by', sa.String(length=200), nullable=True),
    sa.Column('deletion_reason', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['kind_id'], ['document_kind.id'], name=op.f('fk_document_kind_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_document_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_kind_id_id', ['kind_id', 'id'], unique=False)
        batch_op.create_index('ix_document_dated_on_id', ['dated_on', 'id'], unique=False)
        batch_op.create_index('ix_document_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_document_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_document_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('education',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Enum('PRIMARY', 'LOWER', 'VOCATIONAL', 'SECONDARY', 'BACHELOR', 'MASTER', 'DOCTORATE', name='educationlevel', native_enum=False, length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('school', sa.String(length=200), nullable=True),
    sa.Column('obtained_on', sa.Date(), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by', sa.String(length=200), nullable=True),
    sa.Column('deletion_reason', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_education_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_education'))
    )
    with op.batch_alter_table('education', schema=None) as batch_op:
        batch_op.create_index('ix_education_level_id', ['level', 'id'], unique=False)
        batch_op.create_index('ix_education_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_education_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_education_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('emergency_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('kinship', sa.Enum('SPOUSE', 'CHILD', 'PARENT', 'SIBLING', 'WARD', 'OTHER', name='kinship', native_enum=False, length=20), nullable=False),
    sa.Column('phone', sa.String(length=400), nullable=False),
    sa.Column('is_first', sa.Boolean(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by', sa.String(length=200), nullable=True),
    sa.Column('deletion_reason', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_emergency_contact_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_emergency_contact'))
    )
    with op.batch_alter_table('emergency_contact', schema=None) as batch_op:
        batch_op.create_index('ix_emergency_contact_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_emergency_contact_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_emergency_contact_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('family_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('kinship', sa.Enum('SPOUSE', 'CHILD', 'PARENT', 'SIBLING', 'WARD', 'OTHER', name='kinship', native_enum=False, length=20), nullable=False),
    sa.Column('last_name', sa.String(length=120), nullable=False),
    sa.Column('first_names', sa.String(length=160), nullable=False),
    sa.Column('birth_on', sa.Date(), nullable=True),
    sa.Column('is_entitled', sa.Boolean(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('proof', sa.String(length=160), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by', sa.String(length=200), nullable=True),
    sa.Column('deletion_reason', sa.String(length=400), nullable=True),
    sa.Column('search_text', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), server_default='', nullable=False),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on', name=op.f('ck_family_member_ends_after_start')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_family_member_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family_member'))
    )
    with op.batch_alter_table('family_member', schema=None) as batch_op:
        batch_op.create_index('ix_family_member_birth_on_id', ['birth_on', 'id'], unique=False)
        batch_op.create_index('ix_family_member_kinship_id', ['kinship', 'id'], unique=False)
        batch_op.create_index('ix_family_member_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_family_member_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_family_member_search_text_id', ['search_text', 'id'], unique=False)

    op.create_table('identity_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('ID_CARD', 'NINA_SHEET', 'PASSPORT', 'SERVICE_PASSPORT', 'DRIVING_LICENCE', 'WEAPON_PERMIT', 'OTHER', name='paperkind', native_enum=False, length=20), nullable=False),
    sa.Column('number', sa.String(length=400), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('issued_by', sa.String(length=160), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('scan', sa.String(length=80), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by', sa.String(length=200), nullable=True),
    sa.Column('deletion_reason', sa.String(length=400), nullable=True),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('issued_on IS NULL OR expires_on IS NULL OR expires_on > issued_on', name=op.f('ck_identity_paper_expires_after_issue')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_identity_paper_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_paper'))
    )
    with op.batch_alter_table('identity_paper', schema=None) as batch_op:
        batch_op.create_index('ix_identity_paper_kind_id', ['kind', 'id'], unique=False)
        batch_op.create_index('ix_identity_paper_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index('ix_identity_paper_expires_on_id', ['expires_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_identity_paper_officer_id'), ['officer_id'], unique=False)

    op.create_table('language_skill',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('language_id', sa.Integer(), nullable=False),
    sa.Column('spoken', sa.Enum('NONE', 'BASIC', 'WORKING', 'FLUENT', name='languagelevel', native_enum=False, length=20), nullable=False),
    sa.Column('written', sa.Enum('NONE', 'BASIC', 'WORKING', 'FLUENT', name='languagelevel', native_enum=False, length=20), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by', sa.String(length=200), nullable=True),
    sa.Column('deletion_reason', sa.String(length=400), nullable=True),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['language_id'], ['language.id'], name=op.f('fk_language_skill_language_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_language_skill_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_language_skill')),
    sa.UniqueConstraint('officer_id', 'language_id', name=op.f('uq_language_skill_officer_id_language_id'))
    )
    with op.batch_alter_table('language_skill', schema=None) as batch_op:
        batch_op.create_index('ix_language_skill_spoken_id', ['spoken', 'id'], unique=False)
        batch_op.create_index('ix_language_skill_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_language_skill_language_id'), ['language_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_language_skill_officer_id'), ['officer_id'], unique=False)

    op.create_table('medical_fitness',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('FIT', 'RESTRICTED', 'UNFIT', name='fitness', native_enum=False, length=20), nullable=False),
    sa.Column('restriction', sa.Enum('NO_FIELD', 'NO_NIGHT', 'NO_WEAPON', 'NO_DRIVING', 'OFFICE', name='workrestriction', native_enum=False, length=20), nullable=True),
    sa.Column('examined_on', sa.Date(), nullable=False),
    sa.Column('valid_until_on', sa.Date(), nullable=True),
    sa.Column('examined_by', sa.String(length=160), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by', sa.String(length=200), nullable=True),
    sa.Column('deletion_reason', sa.String(length=400), nullable=True),
    sa.Column('extra', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('valid_until_on IS NULL OR valid_until_on > examined_on', name=op.f('ck_medical_fitness_valid_after_visit')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_medical_fitness_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_medical_fitness'))
    )
    with op.batch_alter_table('medical_fitness', schema=None) as batch_op:
        batch_op.create_index('ix_medical_fitness_outcome_id', ['outcome', 'id'], unique=False)
        batch_op.create_index('ix_medical_fitness_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_medical_fitness_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_medical_fitness_valid_until_on_id', ['valid_until_on', 'id'], unique=False)

    op.create_table('award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('grounds', sa.Text(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('act_kind', sa.String(length=80), nullable=False),
    sa.Column('act_reference', sa.String(length=160), nullable=True),
    sa.Column('act_authority', sa.String(length=160), nullable=True),
    sa.Column('act_signed_on', sa.Date(), nullable=True),
    sa.Column('act_scan', sa.String(length=80), nullable=True),
    sa.Column('annulment_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on > starts_on', name=op.f('ck_award_ends_after_start')),
    sa.ForeignKeyConstraint(['annulment_id'], ['annulment.id'], name=op.f('fk_award_annulment_id')),
    sa.ForeignKeyConstraint(['kind_id'], ['award_kind.id'], name=op.f('fk_award_kind_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_award_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award'))
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index('ix_award_act_reference_id', ['act_reference', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_annulment_id'), ['annulment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_award_starts_on_id', ['starts_on', 'id'], unique=False)

    op.create_table('sanction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('grounds', sa.Text(), nullable=False),
    sa.Column('erased_on', sa.Date(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('act_kind', sa.String(length=80), nullable=False),
    sa.Column('act_reference', sa.String(length=160), nullable=True),
    sa.Column('act_authority', sa.String(length=160), nullable=True),
    sa.Column('act_signed_on', sa.Date(), nullable=True),
    sa.Column('act_scan', sa.String(length=80), nullable=True),
    sa.Column('annulment_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on > starts_on', name=op.f('ck_sanction_ends_after_start')),
    sa.ForeignKeyConstraint(['annulment_id'], ['annulment.id'], name=op.f('fk_sanction_annulment_id')),
    sa.ForeignKeyConstraint(['case_id'], ['disciplinary_case.id'], name=op.f('fk_sanction_case_id')),
    sa.ForeignKeyConstraint(['kind_id'], ['sanction_kind.id'], name=op.f('fk_sanction_kind_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_sanction_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sanction'))
    )
    with op.batch_alter_table('sanction', schema=None) as batch_op:
        batch_op.create_index('ix_sanction_act_reference_id', ['act_reference', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sanction_annulment_id'), ['annulment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sanction_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sanction_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index('ix_sanction_starts_on_id', ['starts_on', 'id'], unique=False)
        batch_op.create_index('ix_sanction_ends_on_id', ['ends_on', 'id'], unique=False)
        batch_op.create_index('ix_sanction_erased_on_id', ['erased_on', 'id'], unique=False)

    op.execute(AGES)
    with op.batch_alter_table('corps', schema=None) as batch_op:
        batch_op.drop_column('retirement_age')

    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refreshed_on', sa.Date(), nullable=True))

    with op.batch_alter_table('position', schema=None) as batch_op:
        batch_op.add_column(sa.Column('leaves_unit', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('ends_service', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('needs_case', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('position_line', schema=None) as batch_op:
        batch_op.add_column(sa.Column('term_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('act_scan', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('annulment_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('collective_act_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_position_line_annulment_id'), ['annulment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_position_line_collective_act_id'), ['collective_act_id'], unique=False)
        batch_op.create_index('uq_position_line_open', ['officer_id'], unique=True, sqlite_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'), postgresql_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'))
        batch_op.create_index('uq_position_line_starts_on', ['officer_id', 'starts_on'], unique=True, sqlite_where=sa.text('annulment_id IS NULL'), postgresql_where=sa.text('annulment_id IS NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_position_line_annulment_id'), 'annulment', ['annulment_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_position_line_collective_act_id'), 'collective_act', ['collective_act_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_position_line_term_after_start'), 'term_on IS NULL OR term_on > starts_on')

    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('term_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('act_scan', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('annulment_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('collective_act_id', sa.Integer(), nullable=True))
        batch_op.drop_index(batch_op.f('ix_posting_unit_id'))
        batch_op.create_index(batch_op.f('ix_posting_annulment_id'), ['annulment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_posting_collective_act_id'), ['collective_act_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_posting_post_id'), ['post_id'], unique=False)
        batch_op.create_index('ix_posting_unit_id_starts_on', ['unit_id', 'starts_on'], unique=False)
        batch_op.create_index('uq_posting_open', ['officer_id'], unique=True, sqlite_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'), postgresql_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'))
        batch_op.create_index('uq_posting_starts_on', ['officer_id', 'starts_on'], unique=True, sqlite_where=sa.text('annulment_id IS NULL'), postgresql_where=sa.text('annulment_id IS NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_posting_annulment_id'), 'annulment', ['annulment_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_posting_collective_act_id'), 'collective_act', ['collective_act_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_posting_term_after_start'), 'term_on IS NULL OR term_on > starts_on')

    with op.batch_alter_table('rank', schema=None) as batch_op:
        batch_op.add_column(sa.Column('probation_months', sa.Integer(), nullable=True))

    with op.batch_alter_table('rank_line', schema=None) as batch_op:
        batch_op.add_column(sa.Column('counts_from_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('step_counts_from_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('term_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('act_scan', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('annulment_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('collective_act_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_rank_line_annulment_id'), ['annulment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rank_line_collective_act_id'), ['collective_act_id'], unique=False)
        batch_op.create_index('uq_rank_line_open', ['officer_id'], unique=True, sqlite_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'), postgresql_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'))
        batch_op.create_index('uq_rank_line_starts_on', ['officer_id', 'starts_on'], unique=True, sqlite_where=sa.text('annulment_id IS NULL'), postgresql_where=sa.text('annulment_id IS NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_rank_line_annulment_id'), 'annulment', ['annulment_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_rank_line_collective_act_id'), 'collective_act', ['collective_act_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_rank_line_term_after_start'), 'term_on IS NULL OR term_on > starts_on')
        batch_op.create_check_constraint(batch_op.f('ck_rank_line_seniority_before_start'), 'counts_from_on IS NULL OR counts_from_on <= starts_on')
        batch_op.create_check_constraint(batch_op.f('ck_rank_line_step_time_before_start'), 'step_counts_from_on IS NULL OR step_counts_from_on <= starts_on')

    for table in HISTORIES:
        op.execute(TERMS.format(table))
    for statement in POSITIONS:
        op.execute(statement)


def downgrade():
    with op.batch_alter_table('rank_line', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_rank_line_step_time_before_start'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_rank_line_seniority_before_start'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_rank_line_term_after_start'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_rank_line_collective_act_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_rank_line_annulment_id'), type_='foreignkey')
        batch_op.drop_index('uq_rank_line_starts_on', sqlite_where=sa.text('annulment_id IS NULL'), postgresql_where=sa.text('annulment_id IS NULL'))
        batch_op.drop_index('uq_rank_line_open', sqlite_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'), postgresql_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_rank_line_collective_act_id'))
        batch_op.drop_index(batch_op.f('ix_rank_line_annulment_id'))
        batch_op.drop_column('collective_act_id')
        batch_op.drop_column('annulment_id')
        batch_op.drop_column('act_scan')
        batch_op.drop_column('term_on')
        batch_op.drop_column('step_counts_from_on')
        batch_op.drop_column('counts_from_on')

    with op.batch_alter_table('rank', schema=None) as batch_op:
        batch_op.drop_column('probation_months')

    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_posting_term_after_start'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_posting_collective_act_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_posting_annulment_id'), type_='foreignkey')
        batch_op.drop_index('uq_posting_starts_on', sqlite_where=sa.text('annulment_id IS NULL'), postgresql_where=sa.text('annulment_id IS NULL'))
        batch_op.drop_index('uq_posting_open', sqlite_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'), postgresql_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'))
        batch_op.drop_index('ix_posting_unit_id_starts_on')
        batch_op.drop_index(batch_op.f('ix_posting_post_id'))
        batch_op.drop_index(batch_op.f('ix_posting_collective_act_id'))
        batch_op.drop_index(batch_op.f('ix_posting_annulment_id'))
        batch_op.create_index(batch_op.f('ix_posting_unit_id'), ['unit_id'], unique=False)
        batch_op.drop_column('collective_act_id')
        batch_op.drop_column('annulment_id')
        batch_op.drop_column('act_scan')
        batch_op.drop_column('term_on')

    with op.batch_alter_table('position_line', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_position_line_term_after_start'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_position_line_collective_act_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_position_line_annulment_id'), type_='foreignkey')
        batch_op.drop_index('uq_position_line_starts_on', sqlite_where=sa.text('annulment_id IS NULL'), postgresql_where=sa.text('annulment_id IS NULL'))
        batch_op.drop_index('uq_position_line_open', sqlite_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'), postgresql_where=sa.text('ends_on IS NULL AND annulment_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_position_line_collective_act_id'))
        batch_op.drop_index(batch_op.f('ix_position_line_annulment_id'))
        batch_op.drop_column('collective_act_id')
        batch_op.drop_column('annulment_id')
        batch_op.drop_column('act_scan')
        batch_op.drop_column('term_on')

    with op.batch_alter_table('position', schema=None) as batch_op:
        batch_op.drop_column('needs_case')
        batch_op.drop_column('ends_service')
        batch_op.drop_column('leaves_unit')

    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.drop_column('refreshed_on')

    with op.batch_alter_table('corps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('retirement_age', sa.INTEGER(), nullable=True))
    op.execute(AGES_BACK)

    with op.batch_alter_table('sanction', schema=None) as batch_op:
        batch_op.drop_index('ix_sanction_starts_on_id')
        batch_op.drop_index('ix_sanction_ends_on_id')
        batch_op.drop_index('ix_sanction_erased_on_id')
        batch_op.drop_index(batch_op.f('ix_sanction_officer_id'))
        batch_op.drop_index(batch_op.f('ix_sanction_case_id'))
        batch_op.drop_index(batch_op.f('ix_sanction_annulment_id'))
        batch_op.drop_index('ix_sanction_act_reference_id')

    op.drop_table('sanction')
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index('ix_award_starts_on_id')
        batch_op.drop_index(batch_op.f('ix_award_officer_id'))
        batch_op.drop_index(batch_op.f('ix_award_annulment_id'))
        batch_op.drop_index('ix_award_act_reference_id')

    op.drop_table('award')
    with op.batch_alter_table('medical_fitness', schema=None) as batch_op:
        batch_op.drop_index('ix_medical_fitness_outcome_id')
        batch_op.drop_index('ix_medical_fitness_valid_until_on_id')
        batch_op.drop_index(batch_op.f('ix_medical_fitness_officer_id'))
        batch_op.drop_index('ix_medical_fitness_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))

    op.drop_table('medical_fitness')
    with op.batch_alter_table('language_skill', schema=None) as batch_op:
        batch_op.drop_index('ix_language_skill_spoken_id')
        batch_op.drop_index(batch_op.f('ix_language_skill_officer_id'))
        batch_op.drop_index(batch_op.f('ix_language_skill_language_id'))
        batch_op.drop_index('ix_language_skill_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))

    op.drop_table('language_skill')
    with op.batch_alter_table('identity_paper', schema=None) as batch_op:
        batch_op.drop_index('ix_identity_paper_kind_id')
        batch_op.drop_index(batch_op.f('ix_identity_paper_officer_id'))
        batch_op.drop_index('ix_identity_paper_expires_on_id')
        batch_op.drop_index('ix_identity_paper_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))

    op.drop_table('identity_paper')
    with op.batch_alter_table('family_member', schema=None) as batch_op:
        batch_op.drop_index('ix_family_member_birth_on_id')
        batch_op.drop_index('ix_family_member_kinship_id')
        batch_op.drop_index('ix_family_member_search_text_id')
        batch_op.drop_index(batch_op.f('ix_family_member_officer_id'))
        batch_op.drop_index('ix_family_member_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))

    op.drop_table('family_member')
    with op.batch_alter_table('emergency_contact', schema=None) as batch_op:
        batch_op.drop_index('ix_emergency_contact_search_text_id')
        batch_op.drop_index(batch_op.f('ix_emergency_contact_officer_id'))
        batch_op.drop_index('ix_emergency_contact_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))

    op.drop_table('emergency_contact')
    with op.batch_alter_table('education', schema=None) as batch_op:
        batch_op.drop_index('ix_education_level_id')
        batch_op.drop_index('ix_education_search_text_id')
        batch_op.drop_index(batch_op.f('ix_education_officer_id'))
        batch_op.drop_index('ix_education_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))

    op.drop_table('education')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_kind_id_id')
        batch_op.drop_index('ix_document_search_text_id')
        batch_op.drop_index(batch_op.f('ix_document_officer_id'))
        batch_op.drop_index('ix_document_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.drop_index('ix_document_dated_on_id')

    op.drop_table('document')
    with op.batch_alter_table('disciplinary_case', schema=None) as batch_op:
        batch_op.drop_index('ix_disciplinary_case_search_text_id')
        batch_op.drop_index('ix_disciplinary_case_opened_on_id')
        batch_op.drop_index('ix_disciplinary_case_state_id')
        batch_op.drop_index('ix_disciplinary_case_decided_on_id')
        batch_op.drop_index('ix_disciplinary_case_closed_on_id')
        batch_op.drop_index(batch_op.f('ix_disciplinary_case_officer_id'))

    op.drop_table('disciplinary_case')
    with op.batch_alter_table('collective_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_collective_row_officer_id'))

    op.drop_table('collective_row')
    with op.batch_alter_table('annulment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_annulment_officer_id'))
        batch_op.drop_index('ix_annulment_act_signed_on_id')

    op.drop_table('annulment')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index('ix_absence_kind_id_id')
        batch_op.drop_index('ix_absence_starts_on_id')
        batch_op.drop_index(batch_op.f('ix_absence_officer_id'))
        batch_op.drop_index('ix_absence_last_day_on_id')
        batch_op.drop_index('ix_absence_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))

    op.drop_table('absence')
    with op.batch_alter_table('retirement_age', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_retirement_age_corps_id'))

    op.drop_table('retirement_age')
    with op.batch_alter_table('grid_step', schema=None) as batch_op:
        batch_op.drop_index('ix_grid_step_starts_on_id')

    op.drop_table('grid_step')
    op.drop_table('concordance')
    op.drop_table('required_piece')
    with op.batch_alter_table('collective_act', schema=None) as batch_op:
        batch_op.drop_index('ix_collective_act_search_text_id')
        batch_op.drop_index(batch_op.f('ix_collective_act_agency_id'))

    op.drop_table('collective_act')
    with op.batch_alter_table('sanction_kind', schema=None) as batch_op:
        batch_op.drop_index('ix_sanction_kind_search_text_id')

    op.drop_table('sanction_kind')
    with op.batch_alter_table('language', schema=None) as batch_op:
        batch_op.drop_index('ix_language_search_text_id')

    op.drop_table('language')
    with op.batch_alter_table('document_kind', schema=None) as batch_op:
        batch_op.drop_index('ix_document_kind_search_text_id')

    op.drop_table('document_kind')
    with op.batch_alter_table('award_kind', schema=None) as batch_op:
        batch_op.drop_index('ix_award_kind_search_text_id')

    op.drop_table('award_kind')
    with op.batch_alter_table('absence_kind', schema=None) as batch_op:
        batch_op.drop_index('ix_absence_kind_search_text_id')

    op.drop_table('absence_kind')
