"""The translator that needs no model: from words, types and labels to PromQL, or a refusal."""
