"""Tests of the situation at a date."""
