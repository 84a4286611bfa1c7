# Sourced by make.sh and test.sh. ensure_python VENV: a virtual environment with the pinned packages, made if absent.
ensure_python() {
  local venv=$1
  local here
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
  fi
  if ! (cd "$here" && "$venv/bin/python" -m pipeline.requirements requirements.txt requirements-encoder.txt); then
    "$venv/bin/python" -m pip install --quiet -r "$here/requirements.txt"
    "$venv/bin/python" -m pip install --quiet --no-deps -r "$here/requirements-encoder.txt"
  fi
}
