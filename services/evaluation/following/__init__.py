"""Following a campaign: how far it is, who is reminded, what is watched by night."""
