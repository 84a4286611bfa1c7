#!/usr/bin/env bash
# From raw data to the finished bundle, fixtures and model card; see README.md.
#   make.sh --data DIR [--out DIR] [--fixtures DIR] [--venv DIR] [--checkpoint FILE] [--threads N] [--fast]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/environment.sh"

venv=${VALUE_TAGGER_VENV:-$here/.venv}
out=
fixtures=
fast=
data=()
rest=()
while [ $# -gt 0 ]; do
  case $1 in
    --venv) venv=$2; shift 2 ;;
    --out) out=$(realpath -m "$2"); shift 2 ;;
    --fixtures) fixtures=$(realpath -m "$2"); shift 2 ;;
    --data) data=(--data "$(realpath "$2")"); shift 2 ;;
    --checkpoint) rest+=(--checkpoint "$(realpath -m "$2")"); shift 2 ;;
    --threads) rest+=(--threads "$2"); shift 2 ;;
    --revision) rest+=(--revision "$2"); shift 2 ;;
    --fast) fast=1; rest+=(--fast); shift ;;
    *) echo "unknown option: $1" >&2; exit 2 ;;
  esac
done
if [ -z "$out" ]; then
  if [ -n "$fast" ]; then
    echo "--fast makes a toy: give it a folder of its own with --out" >&2
    exit 2
  fi
  out=$here/../embedded
  fixtures=${fixtures:-$here/../../test/fixtures}
  rest+=(--held-out "$here/../evaluation/mfrc-held-out.txt")
fi
fixtures=${fixtures:-$out-fixtures}

ensure_python "$venv"
cd "$here"
# Waiting threads sleep instead of spinning: on a busy machine spinning takes the time of those who work.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
exec "$venv/bin/python" -m pipeline.make ${data[@]+"${data[@]}"} --out "$out" --fixtures "$fixtures" ${rest[@]+"${rest[@]}"}
