#!/usr/bin/env bash
# Converts a Hugging Face sequence classifier into a bundle; see README.md.
#   convert.sh --model ID_OR_FOLDER --out DIR [--recipe NAME] ...      (all options: convert.sh --help)
#   convert.sh --module convert.fixtures DIR                           (another entry of the package)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/environment.sh"
venv=${VALUE_TAGGER_CONVERT_VENV:-$here/.venv}
ensure_convert_python "$venv"
module=convert
if [ "${1:-}" = --module ]; then
  module=$2
  shift 2
fi
export PYTHONPATH=$here OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
exec "$venv/bin/python" -m "$module" "$@"
