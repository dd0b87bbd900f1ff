#!/usr/bin/env bash
# All the tests, in the order in which a failure is cheapest. Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${ASSAY_ENGINE:-}" != ready ]; then
    exec env ASSAY_ENGINE=ready .venv/bin/python -m deploy.docker_engine "$0" "$@"
fi
pytest=".venv/bin/python -m pytest --quiet"
step() { printf '\n== %s\n' "$*"; }

step "format, lint, types, layers"
make --no-print-directory check
step "runtime images (cached by content)"
.venv/bin/python -m deploy.build_images base tblite torch
step "physics, workers, site on SQLite, two at a time"
$pytest --numprocesses 2 --dist loadfile -m "not browser and not overlapping" tests
# What reads and writes is asked of both databases, and each kind of page once more of this one.
step "database on PostgreSQL, two at a time"
of_site() { printf 'tests/leaderboard/site/test_%s.py ' "$@"; }
.venv/bin/python -m tests.with_postgres $pytest --numprocesses 2 --dist loadfile -m "not browser" \
    --ignore=tests/leaderboard/api/test_schema.py tests/leaderboard/test_*.py tests/leaderboard/api \
    $(of_site access choose compare drafts killed_upload limits pages ranking_page \
        resubmitting seasons secrecy status submitting task_systems telling uploads_at_once)
step "pages in Chromium, two at a time"
$pytest --numprocesses 2 --dist loadfile -m browser tests/leaderboard
step "journeys in Chromium, from sign-up to a place"
$pytest -m browser tests/journey
