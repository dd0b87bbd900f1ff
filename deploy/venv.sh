#!/usr/bin/env bash
# Makes .venv with everything the demo and the tests need. Run again, it installs what changed.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Assay needs Python 3.11 or newer; $python is $("$python" --version 2>&1)." >&2
    echo "Install one and name it: make PYTHON=python3.12 demo" >&2
    exit 1
fi
[ -x .venv/bin/pip ] || "$python" -m venv .venv
echo "Installing Python packages into .venv (a minute or two, once) ..."
.venv/bin/python -m pip install --quiet --editable ".[workers,web,embedded,references,dev]"
touch .venv/ready
