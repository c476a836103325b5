"""Two people for every sensitive act: an area declares which acts those are, everything else is here.

A proposal is bound to the digest of its content and to the version of the record it is about. Whoever else
may decide is told, decides once, and the act is carried out in the transaction of the last approval, or once by
the person who proposed it.
"""

from .content import digest_of
from .deciding import approve, can_decide, reject
from .delegating import delegate, delegate_numbered, delegates_for, take_back
from .kinds import Bars, Pictured, Sensitive, declare, described, kind_of, label_of
from .people import possible_approvers, unlinked_approvers
from .persons import Person, person, persons_of
from .proposing import is_approved_for, is_open, latest_on, propose, use, withdraw
from .queue import count_waiting, waiting_for
from .sweeping import expire

__all__ = [
    "Bars",
    "Person",
    "Pictured",
    "Sensitive",
    "approve",
    "can_decide",
    "count_waiting",
    "declare",
    "delegate",
    "delegate_numbered",
    "delegates_for",
    "described",
    "digest_of",
    "expire",
    "is_approved_for",
    "is_open",
    "kind_of",
    "label_of",
    "latest_on",
    "person",
    "persons_of",
    "possible_approvers",
    "propose",
    "reject",
    "take_back",
    "unlinked_approvers",
    "use",
    "waiting_for",
    "withdraw",
]
