"""Images, the demo, and what an operator runs."""
