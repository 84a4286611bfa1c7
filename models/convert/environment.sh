# Sourced by convert.sh and test.sh. ensure_convert_python VENV: a virtual environment with the pinned packages.
convert_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

ensure_convert_python() {
  local venv=$1
  if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
  fi
  if ! (cd "$convert_here/../training" && "$venv/bin/python" -m pipeline.requirements "$convert_here/requirements.txt"); then
    "$venv/bin/python" -m pip install --quiet -r "$convert_here/requirements.txt"
  fi
}
