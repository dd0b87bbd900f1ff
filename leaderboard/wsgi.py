import logging
import os

from django.core.wsgi import get_wsgi_application

from leaderboard.addresses import Cleaned
from workers import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
application = get_wsgi_application()
logs.configure()
for handler in logging.getLogger().handlers:
    handler.addFilter(Cleaned())
