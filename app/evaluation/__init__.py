"""Measures how many questions the pipeline answers right, by the results of their PromQL."""
