"""What an event of the file does to a card."""

from __future__ import annotations

import pytest

from rules.badge import Act, Cause, Standing, consequence

SERVING, ENDED, AWAY = Standing(True), Standing(False, ends_service=True), Standing(False)
POLICE, OTHER = 1, 2


@pytest.mark.parametrize("is_handed_over", [True, False])
def test_who_serves_where_the_card_is_from_keeps_it(is_handed_over):
    assert consequence(SERVING, POLICE, POLICE, is_handed_over=is_handed_over) is None


@pytest.mark.parametrize("agency", [POLICE, OTHER, None])
def test_the_end_of_service_revokes_wherever_he_served(agency):
    assert consequence(ENDED, POLICE, agency) == (Act.REVOKE, Cause.SERVICE_ENDED)


@pytest.mark.parametrize("position", [SERVING, AWAY])
@pytest.mark.parametrize("agency", [OTHER, None])
def test_another_agency_revokes_whatever_the_position(position, agency):
    assert consequence(position, POLICE, agency) == (Act.REVOKE, Cause.OTHER_AGENCY)


def test_who_does_not_serve_has_the_card_suspended_and_gets_no_new_one():
    assert consequence(AWAY, POLICE, POLICE) == (Act.SUSPEND, Cause.NOT_SERVING)
    assert consequence(AWAY, POLICE, POLICE, is_handed_over=False) == (Act.REVOKE, Cause.NOT_SERVING)
