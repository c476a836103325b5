"""The way of one evaluation: its steps, its mark, second level, reading, appeal, and its end."""
