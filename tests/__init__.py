"""The tests: one folder per area, `house/` keeps the architecture, `browser/` drives a real browser."""
