"""The site's table of contents."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from leaderboard.api import api
from leaderboard.health import healthz
from leaderboard.metrics import metrics
from leaderboard.throttle import too_many
from leaderboard.views import (
    dashboard,
    describing,
    drafts,
    pages,
    plots,
    potential,
    ranking,
    seasons,
    submission,
    submitting,
    tasks,
    tokens,
)

handler429 = too_many  # of allauth

submissions = [
    path("", submission.submission, name="submission"),
    path("status/", submission.status, name="submission-status"),
    path("cancel/", submission.cancel, name="submission-cancel"),
    path("publish/", submission.publish, name="submission-publish"),
    path("resubmit/", submission.resubmit, name="submission-resubmit"),
]

held_out = [
    path("", seasons.season, name="season"),
    path("archive.zip", seasons.archive, name="season-archive"),
    path("files/<path:path>", seasons.file, name="season-file"),
    path("systems/<str:system_id>/", seasons.system, name="season-system"),
]

urlpatterns = [
    path("", ranking.ranking, name="ranking"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<slug:slug>/", tasks.task, name="task"),
    path("potentials/new/", describing.new, name="potential-new"),
    path("potentials/new/check/", describing.check, name="potential-check"),
    path("potentials/<slug:slug>/", potential.potential, name="potential"),
    path("potentials/<slug:slug>/matbench-discovery.yml", potential.card, name="potential-card"),
    path("potentials/<slug:slug>/edit/", describing.edit, name="potential-edit"),
    path("potentials/<slug:slug>/plots/<slug:task>/", plots.plots, name="plots"),
    path("potentials/<slug:slug>/submit/", submitting.submit, name="submit"),
    path("potentials/<slug:slug>/submit/at-home/", submitting.try_at_home, name="submit-at-home"),
    path("potentials/<slug:slug>/submit/check/", submitting.check, name="submit-check"),
    path("drafts/<int:draft>/discard/", drafts.discard, name="draft-discard"),
    path("submissions/<str:public_id>/", include(submissions)),
    path("seasons/", seasons.seasons, name="seasons"),
    path("seasons/<slug:name>/", include(held_out)),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("about/", pages.about, name="about"),
    path("demo/mail/", pages.demo_mail, name="demo-mail"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/tokens/<slug:prefix>/revoke/", tokens.revoke, name="token-revoke"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
]
