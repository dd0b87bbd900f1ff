"""Views parse, call, respond."""
