"""Words and endings that questions for shares are read by; data only."""

SHARE_NOUN = (
    r"(?:portions?|parts?|slices?|shares?|fractions?|proportions?|percentages?|pct"
    r"|percent|per cent)"
)
# What is between the whole and its part, and belongs to neither.
BELONGS = (
    r"(?:belong(?:s|ed|ing)?|com(?:e|es|ing)|came|go(?:es|ing)?|went|stems?|stemm(?:ed|ing)"
    r"|originat\w+|live(?:s|d)?|living|resid(?:e|es|ing)|fall(?:s|ing)?|fell|land(?:s|ed|ing)?)"
)
# Where the words for a part or a whole end.
CLOSING = (
    r"(?=$|[,;()]|\s+(?:in|on|for|at|of|to|over|during|by|per|from|with|within|across|each|every"
    r"|right now|now|currently|last|past)\b)"
)
