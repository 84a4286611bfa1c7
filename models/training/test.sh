#!/usr/bin/env bash
# Unit tests, a small build in a temporary folder, and a check of what it made. Ends with "N passed, N failed".
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/environment.sh"
venv=${VALUE_TAGGER_VENV:-$here/.venv}
python=$venv/bin/python
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
passed=0
failed=0

step() {
  local name=$1
  shift
  if "$@" >"$temporary/log" 2>&1; then
    echo "ok: $name"
    passed=$((passed + 1))
  else
    tail -n 40 "$temporary/log"
    echo "FAILED: $name"
    failed=$((failed + 1))
  fi
}

refuses() { ! "$@"; }

cd "$here"
step "the environment has the pinned packages" ensure_python "$venv"

"$python" -m unittest discover -v >"$temporary/unit" 2>&1
grep -v '^ok$' "$temporary/unit" | tail -n 60
ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in.*/\1/p' "$temporary/unit")
bad=$(sed -n 's/^FAILED (\(.*\))$/\1/p' "$temporary/unit" | grep -oE '(failures|errors)=[0-9]+' | cut -d= -f2 | paste -sd+ | sed 's/^$/0/')
bad=$((${bad:-0}))
skipped=$(sed -n 's/.*skipped=\([0-9]*\).*/\1/p' "$temporary/unit")
if [ -z "$ran" ]; then
  failed=$((failed + 1))
else
  passed=$((passed + ran - bad - ${skipped:-0}))
  failed=$((failed + bad))
fi

step "a small build runs from made-up data to the bundle" \
  ./make.sh --fast --venv "$venv" --out "$temporary/bundle" --fixtures "$temporary/fixtures"
step "the small bundle is sound" "$python" -m pipeline.check "$temporary/bundle" "$temporary/fixtures"
printf 'x' >>"$temporary/bundle/weights.bin" 2>/dev/null
step "a bundle with one byte more is refused" \
  refuses "$python" -m pipeline.check "$temporary/bundle" "$temporary/fixtures"
step "a small build without a folder of its own is refused" refuses ./make.sh --fast --venv "$venv"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
