"""The life of a card, act by act (rules/badge/life.py is its table): requested, approved, printed, checked, handed over, ended."""
