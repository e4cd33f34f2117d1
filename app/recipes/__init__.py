"""Knowledge about exporters that names do not tell: how people ask, and the PromQL that answers."""
