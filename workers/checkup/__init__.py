"""What `python -m workers.doctor` and `manage.py doctor` look at, one noun a file."""

from workers.checkup.finding import Finding, Level, report, worst

__all__ = ["Finding", "Level", "report", "worst"]
