"""What approvals are worth to the built-in translator, and to a model that follows examples."""
