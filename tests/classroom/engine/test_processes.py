"""Tests of classroom.engine.processes."""
