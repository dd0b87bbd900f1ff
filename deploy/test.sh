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
step "site on PostgreSQL, two at a time"
.venv/bin/python -m tests.with_postgres $pytest --numprocesses 2 --dist loadfile tests/leaderboard
step "one journey in Chromium"
$pytest -m browser tests
