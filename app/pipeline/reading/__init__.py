"""Reads a question into a frame: what is measured, how, by which labels, over which time."""
