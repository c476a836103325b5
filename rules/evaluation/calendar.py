"""What a campaign of evaluation must be before it opens: its period, its scale, its days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from ..refused import N_, Refused
from .marks import plain


@dataclass(frozen=True)
class Calendar:
    """A campaign as it was typed; None where something is left to its usual value."""

    starts_on: dt.date
    ends_on: dt.date
    scale_max: Decimal = Decimal(20)
    extreme_low: Decimal | None = None
    extreme_high: Decimal | None = None
    least_share: Decimal = Decimal("0.6")
    least_days: int = 60
    notice_days: int = 8
    reading_days: int = 15
    appeal_days: int = 15
    severity_years: int = 5
    most_correction: Decimal = Decimal(2)
    marks_due_on: dt.date | None = None
    review_due_on: dt.date | None = None


class WrongCalendar(Refused):
    """What cannot be in a campaign; `field` is where it is to be corrected."""

    def __init__(self, field: str, message: str, **values: object):
        super().__init__(message, **values)
        self.field = field


def check_calendar(campaign: Calendar) -> None:
    """Raise WrongCalendar for the first thing that cannot be."""
    if campaign.ends_on <= campaign.starts_on:
        raise WrongCalendar("ends_on", N_("The period must end after it begins."))
    _check_scale(campaign)
    _check_days(campaign)
    if campaign.marks_due_on and campaign.marks_due_on <= campaign.starts_on:
        raise WrongCalendar("marks_due_on", N_("“Marks due by” lies before the period: nobody could keep it."))
    if campaign.review_due_on and campaign.review_due_on < (campaign.marks_due_on or campaign.ends_on):
        raise WrongCalendar("review_due_on", N_("“Second level due by” must not lie before the marks are due."))


def _check_scale(campaign: Calendar) -> None:
    if campaign.scale_max <= 0:
        raise WrongCalendar("scale_max", N_("The highest mark must be more than zero."))
    low, high = campaign.extreme_low, campaign.extreme_high
    for field, mark in (("extreme_low", low), ("extreme_high", high)):
        if mark is not None and not 0 <= mark <= campaign.scale_max:
            raise WrongCalendar(field, N_("An extreme mark lies between 0 and the highest mark, %(highest)s."), highest=plain(campaign.scale_max))
    if low is not None and high is not None and low >= high:
        raise WrongCalendar("extreme_low", N_("“Extreme up to” must be lower than “Extreme from”: otherwise every mark would need a justification."))
    if not 0 < campaign.least_share <= 1:
        raise WrongCalendar("least_share", N_("The least share of weights lies above 0 and up to 100 percent."))
    if not 0 <= campaign.most_correction <= campaign.scale_max:
        raise WrongCalendar("most_correction", N_("The largest correction lies between 0 and the highest mark."))


def _check_days(campaign: Calendar) -> None:
    period = (campaign.ends_on - campaign.starts_on).days + 1
    if not 1 <= campaign.least_days <= period:
        raise WrongCalendar("least_days", N_("The least time under a head lies between 1 day and the %(days)s days of the period."), days=period)
    if campaign.notice_days < 0:
        raise WrongCalendar("notice_days", N_("The days between the telling and the interview cannot be fewer than none."))
    for field, days in (("reading_days", campaign.reading_days), ("appeal_days", campaign.appeal_days)):
        if days < 1:
            raise WrongCalendar(field, N_("The officer needs at least one day to sign, and one to appeal."))
    if not 1 <= campaign.severity_years <= 10:
        raise WrongCalendar("severity_years", N_("Severity is estimated over 1 to 10 years."))
