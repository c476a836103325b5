"""Correction requests in the portal: an officer says what is wrong in the own file, shows the paper, and follows the answer.

choosing.py: what is wrong. asking.py: the list of requests, and the form with its draft. following.py: one request, until
it is sent and after. pieces.py: its photos and scans. own.py: that all of it is one's own.
"""

from . import asking, choosing, following, pieces
from .own import pages

__all__ = ["asking", "choosing", "following", "pages", "pieces"]
