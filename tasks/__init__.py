"""The benchmarks: pure science on ASE and numpy. No Django, no Celery, no Docker."""
