"""A held-out season as files: sealed, revealed, and verified by anybody."""
