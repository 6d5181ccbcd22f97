# Runs checks and counts them: sourced by .ci/run, which defines $log.

passed=0
failed=0

# check NAME COMMAND…: one check, which passes if the command exits with code 0.
check() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    fail "$name"
  fi
}

fail() {
  failed=$((failed + 1))
  printf '%s FAILED\n' "$1"
}

# tests NAME COMMAND…: each test of a Vitest run counts as one check. A run that fails without a failed test counts as one.
tests() {
  local name=$1 status summary red
  shift
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  # Such as "Tests  2 failed | 98 passed (100)".
  summary=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -E '^ +Tests ' | tail -n 1)
  red=$(grep -oE '[0-9]+ failed' <<<"$summary" | grep -oE '[0-9]+' || echo 0)
  passed=$((passed + $(grep -oE '[0-9]+ passed' <<<"$summary" | grep -oE '[0-9]+' || echo 0)))
  failed=$((failed + red))
  [ "$status" -eq 0 ] || [ "$red" -gt 0 ] || fail "$name"
}

skip() {
  printf '\nSkipped: %s\n' "$1"
}
