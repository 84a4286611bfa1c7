#!/usr/bin/env bash
# Unit tests, conversions of tiny models of every architecture and recipe, and a check of the committed bundles.
# Makes its environment if needed. Ends with "N passed, N failed".
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/environment.sh"
venv=${VALUE_TAGGER_CONVERT_VENV:-$here/.venv}
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
passed=0
failed=0

cd "$here"
if ensure_convert_python "$venv" >"$temporary/log" 2>&1; then
  echo "ok: the environment has the pinned packages"
  passed=$((passed + 1))
else
  tail -n 40 "$temporary/log"
  echo "FAILED: the environment has the pinned packages"
  echo "$passed passed, 1 failed"
  exit 1
fi

# Nothing here needs a hub, and no test may wait for one.
export HF_HUB_OFFLINE=1
"$venv/bin/python" -W ignore -m unittest discover -v >"$temporary/unit" 2>&1
grep -v '^ok$' "$temporary/unit" | tail -n 90
ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in.*/\1/p' "$temporary/unit")
bad=$(sed -n 's/^FAILED (\(.*\))$/\1/p' "$temporary/unit" | grep -oE '(failures|errors)=[0-9]+' | cut -d= -f2 | paste -sd+ | sed 's/^$/0/')
bad=$((${bad:-0}))
if [ -z "$ran" ]; then
  failed=$((failed + 1))
else
  # A test with subtests can fail more than once.
  [ "$bad" -gt "$ran" ] && bad=$ran
  passed=$((passed + ran - bad))
  failed=$((failed + bad))
fi

if ./convert.sh --model ./nowhere --out "$temporary/none" --taxonomy mft-5 --licence MIT --credit x --languages en >"$temporary/log" 2>&1; then
  echo "FAILED: a model that is nowhere is refused"
  failed=$((failed + 1))
else
  echo "ok: a model that is nowhere is refused"
  passed=$((passed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
