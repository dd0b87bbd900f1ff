"""The site's table of contents."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from leaderboard.api import api
from leaderboard.health import healthz
from leaderboard.metrics import metrics
from leaderboard.throttle import too_many
from leaderboard.views import (
    charts,
    choose,
    compare,
    dashboard,
    describing,
    diatomics,
    drafts,
    feed,
    pages,
    potential,
    profile,
    ranking,
    reading,
    seasons,
    snapshots,
    statements,
    submission,
    submitting,
    systems,
    task_results,
    tasks,
    tokens,
)

handler429 = too_many  # of allauth
handler500 = "leaderboard.views.errors.failed"

task_pages = [
    path("", tasks.task, name="task"),
    path("systems/<str:system_id>.xyz", systems.structures, name="task-system-xyz"),
    path("systems/<str:system_id>/", systems.system, name="task-system"),
]

system_by_system = [
    path("", task_results.results, name="task-results"),
    path("systems.csv", task_results.table, name="task-results-csv"),
]

submissions = [
    path("", submission.submission, name="submission"),
    path("status/", submission.status, name="submission-status"),
    path("cancel/", submission.cancel, name="submission-cancel"),
    path("publish/", submission.publish, name="submission-publish"),
    path("resubmit/", submission.resubmit, name="submission-resubmit"),
    path("statement/", statements.statement, name="statement"),
    path("statement.json", statements.newest, name="statement-newest"),
    path("statements/<int:number>.json", statements.numbered, name="statement-numbered"),
]

kept = [
    path("new/", snapshots.new, name="snapshot-new"),
    path("<slug:name>/", snapshots.snapshot, name="snapshot"),
    path("<slug:name>/table.<str:form>", snapshots.export, name="snapshot-export"),
]

held_out = [
    path("", seasons.season, name="season"),
    path("archive.zip", seasons.archive, name="season-archive"),
    path("files/<path:path>", seasons.file, name="season-file"),
    path("systems/<str:system_id>/", seasons.system, name="season-system"),
]

urlpatterns = [
    path("", ranking.ranking, name="ranking"),
    path("ranking.<str:form>", ranking.export, name="ranking-export"),
    path("snapshots/", include(kept)),
    path("charts/", charts.charts, name="charts"),
    path("choose/", choose.choose, name="choose"),
    path("compare/", compare.compare, name="compare"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<slug:slug>/", include(task_pages)),
    path("potentials/new/", describing.new, name="potential-new"),
    path("potentials/new/check/", describing.check, name="potential-check"),
    path("potentials/<slug:slug>/", potential.potential, name="potential"),
    path("potentials/<slug:slug>/matbench-discovery.yml", potential.card, name="potential-card"),
    path("potentials/<slug:slug>/edit/", describing.edit, name="potential-edit"),
    path("potentials/<slug:slug>/diatomics/", diatomics.curves, name="diatomics"),
    path("potentials/<slug:slug>/tasks/<slug:task>/", include(system_by_system)),
    path("potentials/<slug:slug>/plots/<slug:task>/", task_results.moved, name="plots"),
    path("potentials/<slug:slug>/submit/", submitting.submit, name="submit"),
    path("potentials/<slug:slug>/submit/at-home/", submitting.try_at_home, name="submit-at-home"),
    path("potentials/<slug:slug>/submit/check/", submitting.check, name="submit-check"),
    path("drafts/<int:draft>/discard/", drafts.discard, name="draft-discard"),
    path("submissions/<str:public_id>/", include(submissions)),
    path("seasons/", seasons.seasons, name="seasons"),
    path("seasons/<slug:name>/", include(held_out)),
    path("keys/", statements.keys, name="keys"),
    path(".well-known/assay-keys.json", statements.keys_json, name="keys-json"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("about/", reading.methodology, name="about"),
    path("methodology/", reading.methodology, name="methodology"),
    path("hallmark/", reading.hallmark, name="hallmark"),
    path("faq/", reading.faq, name="faq"),
    path("submitting/", reading.submitting, name="submitting"),
    path("writing-a-task/", reading.writing_a_task, name="writing-a-task"),
    path("docs/<path:name>/", reading.document, name="document"),
    path("changelog/", reading.changelog, name="changelog"),
    path("news/", reading.news, name="news"),
    path("news/atom.xml", feed.Atom(), name="news-atom"),
    path("demo/mail/", pages.demo_mail, name="demo-mail"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/tokens/<slug:prefix>/revoke/", tokens.revoke, name="token-revoke"),
    path("accounts/profile/", profile.profile, name="profile"),
    path("accounts/webhooks/", profile.webhooks, name="webhooks"),
    path("accounts/webhooks/<int:number>/test/", profile.webhook_test, name="webhook-test"),
    path("accounts/webhooks/<int:number>/enable/", profile.webhook_enable, name="webhook-enable"),
    path("accounts/webhooks/<int:number>/remove/", profile.webhook_remove, name="webhook-remove"),
    path("accounts/delete/", profile.delete, name="account-delete"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
]
