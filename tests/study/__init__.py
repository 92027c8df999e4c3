"""Tests of the main job: files in, numbers with intervals or reasons out."""
