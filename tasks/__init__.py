"""The benchmarks: pure science on ASE, numpy and phonopy. No Django, no Celery, no Docker."""
