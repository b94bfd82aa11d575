"""Tests of classroom.engine.nursery."""
