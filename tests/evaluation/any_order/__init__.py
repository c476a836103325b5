"""The machine of test_any_order.py: who takes part, what each reads, what holds at all times, and what can be done in any order."""
