#!/usr/bin/env python
"""Django's command line for the web zone."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:  # no traceback: whoever sets variables reads this
        sys.exit(f"BROKEN   settings: {wrong}")


if __name__ == "__main__":
    main()
