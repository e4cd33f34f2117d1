"""A world of real exporters with three hours of history, and the questions that are asked in it."""
