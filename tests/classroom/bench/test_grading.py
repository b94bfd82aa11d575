"""Tests of classroom.bench.grading."""
