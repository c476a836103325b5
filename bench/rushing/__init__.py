"""The last day of a campaign, for bench/rush.py: the force (force.py), those who type (supervisors.py), what was kept (kept.py)."""
