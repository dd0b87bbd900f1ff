"""What is computed from the database and may be lost: kept in each process, shared with nobody.

The default cache counts requests and sign-ins for all processes, in the database.
"""

from __future__ import annotations

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

computed = ConnectionProxy(caches, "computed")
