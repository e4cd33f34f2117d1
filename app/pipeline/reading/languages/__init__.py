"""Languages that questions are asked in besides English: each is a file of words, and no code."""
