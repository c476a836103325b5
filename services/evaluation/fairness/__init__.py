"""Whether all are marked alike: the severity of those who mark, and the marks of groups of people."""
