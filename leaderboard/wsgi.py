import os

from django.core.wsgi import get_wsgi_application

from workers import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
application = get_wsgi_application()
logs.configure()
