"""Ranks metric families for a question: what is asked for, and how much a family speaks of it."""
