"""Is the web zone ready? `manage.py doctor`; GPU and scoring hosts have `python -m workers.doctor`.

Every part yields findings: what was looked at, what is wrong, how to mend it.
"""
