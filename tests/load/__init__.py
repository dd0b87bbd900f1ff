"""Load on an installation as an operator starts it: `python -m tests.load`, `make load`."""
