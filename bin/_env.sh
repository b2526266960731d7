# Sourced by bin/demo, bin/manage and bin/test, which set ROOT and LOCK: finds a Python, makes the environment, sets PYTHON.
# shellcheck shell=sh
VENV=${HELPDESK_VENV:-$ROOT/.venv}

suits() { # version_floor version_ceiling command
  "$3" -c "import sys; sys.exit(not ($1 <= sys.version_info[:2] <= $2))" >/dev/null 2>&1 </dev/null
}

find_python() {
  if suits "(3, 11)" "(3, 99)" "$VENV/bin/python"; then echo "$VENV/bin/python"; return; fi
  # Embedded Redis comes as a wheel for 3.11 and 3.12 only, so those are looked for first.
  for name in python3 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 && suits "(3, 11)" "(3, 12)" "$name"; then command -v "$name"; return; fi
  done
  for name in python3 python3.13 python3.14; do
    if command -v "$name" >/dev/null 2>&1 && suits "(3, 11)" "(3, 99)" "$name"; then command -v "$name"; return; fi
  done
  if command -v uv >/dev/null 2>&1; then
    found=$(uv python find 3.12 2>/dev/null </dev/null || { uv python install -q 3.12 >&2 </dev/null && uv python find 3.12 </dev/null; }) \
      && echo "$found"
  fi
}

BASE_PYTHON=$(find_python || true)
if [ -z "$BASE_PYTHON" ]; then
  echo "Python 3.11 or newer is needed, and none was found. Install python3.11 or python3.12 (or uv) and try again." >&2
  exit 1
fi
"$BASE_PYTHON" "$ROOT/bin/_bootstrap.py" "$LOCK" "$VENV" </dev/null || exit $?
PYTHON=$VENV/bin/python
