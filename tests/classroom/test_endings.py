"""Tests of classroom.endings."""
