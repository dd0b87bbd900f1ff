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
# What only looks at pages is the same on every database; what reads and writes is not.
step "database on PostgreSQL, two at a time"
pages=$(grep -lE 'mark\.browser' -r tests/leaderboard --include='test_*.py' | sed 's/^/--ignore=/')
.venv/bin/python -m tests.with_postgres $pytest --numprocesses 2 --dist loadfile $pages \
    --ignore-glob='tests/leaderboard/plots/*' --ignore=tests/leaderboard/site/test_reading.py \
    --ignore=tests/leaderboard/api/test_schema.py --ignore=tests/leaderboard/test_at_home.py \
    --ignore=tests/leaderboard/test_production.py --ignore=tests/leaderboard/site/test_headers.py \
    --ignore=tests/leaderboard/test_seed_large.py --ignore=tests/leaderboard/site/test_server_log.py \
    tests/leaderboard
step "pages in Chromium, two at a time"
$pytest --numprocesses 2 --dist loadfile -m browser tests/leaderboard
step "journeys in Chromium, from sign-up to a place"
$pytest -m browser tests/journey
