"""Measures what the proxy costs a plain query, beside nginx and beside no proxy at all."""
