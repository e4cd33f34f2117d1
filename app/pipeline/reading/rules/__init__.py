"""The rules that read a question: each takes the words that it understands."""
