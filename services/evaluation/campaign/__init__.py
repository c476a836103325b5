"""The campaign: its calendar and forms, who is given to whom, and what human resources settle in it."""
