"""How long before its day each alert is raised: change the numbers here, they are said on the page of the alerts."""

from __future__ import annotations

# Months before the retirement, the nearest first.
RETIREMENT_MONTHS = (6, 12, 24)
# Days before an identity paper or a medical decision expires.
EXPIRES_WITHIN_DAYS = 90
# Days before a probation ends, so that the act that confirms it is signed in time.
PROBATION_WITHIN_DAYS = 30
