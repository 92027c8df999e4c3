"""Tests of the measurements: sweeps, transitions, families, tables."""
