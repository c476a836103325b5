"""Evaluation: the campaign, what heads type and send, the way of each evaluation up to its end, facts, and fairness."""

from .campaign.assigning import Marking
from .campaign.cycles import check_cycle, check_typed, close_cycle, current_cycle, is_manager, last_closed, require_force, runs_force, unfinished
from .campaign.designing import criteria, describe, weigh
from .campaign.disputes import arisen, to_settle
from .campaign.forms import criteria_to_note
from .campaign.moving import Moved, moved, recompute
from .campaign.opening import assign, open_cycle, open_in_background, rehearse
from .campaign.reassigning import count_aside, excuse, has_access, is_below, is_over, let_mark, may_settle, reassign, resume, set_aside, set_reviewer
from .conflicts import conflicts
from .facts import facts_about, is_assigned, last_page_about, may_note, note_fact, reply_to_fact, withdraw_fact
from .following.forgetting import forget_drafts
from .following.progress import Place, Progress, Stage, Tally, may_follow, progress_of, reached
from .following.reminding import Awaited, Reminded, may_remind, people_awaited, remind, to_remind, units_of
from .following.watching import watch
from .founding import facts_for, founded, sealed, spoken
from .marking.desk import Desk, Lack, desks, my_parts
from .marking.drafts import Cell, Conflict, type_in, typed
from .marking.interviews import my_interviews, no_interview, tell_interview
from .marking.mine import Due, Own, awaited, due, has_part, own_parts
from .marking.sending import Incomplete, TypedSince, digest, send, send_all
from .way.appealing import Ruling, appeal, appeal_of, decide_appeal, may_appeal, why_not_decide
from .way.correcting import correct_mark
from .way.overtime import close_over, silence_over
from .way.reading import Upload, refuse_to_sign, sign, sign_on_paper, sign_until, why_not_on_paper
from .way.reviewing import Given, ask_back, my_reviews, on_all_sent, review, reviews_waiting
from .way.reviews import begun_reviews, save_review, typed_review
from .way.scoring import FirstLevel, counting, criteria_of, explanation, first_level, marks_by_criterion, part_score, score, weighted
from .way.sheet import Line, Said, Sheet, sheet

__all__ = [
    "Awaited", "Cell", "Conflict", "Desk", "Due", "FirstLevel", "Given", "Incomplete", "Lack", "Line", "Marking",
    "Moved", "Own", "Place", "Progress", "Reminded", "Ruling", "Said", "Sheet", "Stage", "Tally", "TypedSince", "Upload", "appeal",
    "appeal_of", "arisen", "ask_back", "assign", "awaited", "begun_reviews", "check_cycle", "check_typed",
    "close_cycle", "close_over", "conflicts", "correct_mark", "count_aside", "counting", "criteria", "criteria_of",
    "criteria_to_note", "current_cycle", "decide_appeal", "describe", "desks", "digest", "due", "excuse", "explanation",
    "facts_about", "facts_for", "first_level", "forget_drafts", "founded", "has_access", "has_part",
    "is_assigned", "is_below", "is_manager", "is_over", "last_closed", "last_page_about", "let_mark",
    "marks_by_criterion", "may_appeal", "may_follow", "may_note", "may_remind", "may_settle", "moved",
    "my_interviews", "my_parts", "my_reviews", "no_interview", "note_fact", "on_all_sent", "open_cycle",
    "open_in_background", "own_parts", "part_score", "people_awaited", "progress_of", "reached", "reassign",
    "recompute", "refuse_to_sign", "rehearse", "remind", "reply_to_fact", "require_force", "resume", "review",
    "reviews_waiting", "runs_force", "save_review", "score", "sealed", "send", "send_all", "set_aside",
    "set_reviewer", "sheet", "sign", "sign_on_paper", "sign_until", "silence_over", "spoken", "tell_interview",
    "to_remind", "to_settle", "type_in", "typed", "typed_review", "unfinished", "units_of", "watch", "weigh",
    "weighted", "why_not_decide", "why_not_on_paper", "withdraw_fact",
]  # fmt: skip
