"""Tests of the establishment."""
