"""What an event of the file does to a card: end of service, another agency, not in service."""

from __future__ import annotations

from dataclasses import dataclass

from .life import Act, Cause


@dataclass(frozen=True)
class Standing:
    """What counts of the position of an officer today; without a position he is not in service."""

    is_serving: bool
    ends_service: bool = False


def consequence(position: Standing, card_agency_id: int, agency_id: int | None, *, is_handed_over: bool = True) -> tuple[Act, Cause] | None:
    """What must happen to a card of `card_agency_id` whose holder now serves in `agency_id`; None: it holds.

    A card that is still being made is revoked instead of suspended: nobody has it.
    """
    if position.ends_service:
        return Act.REVOKE, Cause.SERVICE_ENDED
    if agency_id != card_agency_id:
        return Act.REVOKE, Cause.OTHER_AGENCY
    if not position.is_serving:
        return (Act.SUSPEND if is_handed_over else Act.REVOKE), Cause.NOT_SERVING
    return None
