"""Adds the WebGPU graph in 16-bit floats to a finished bundle: `python -m pipeline.f16_graph BUNDLE`.

Writes the graph, measures what it loses, and renews the manifest. Nothing is trained, and the weights file stays as it
is; the training command does the same for a new bundle.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import onnx

from .bundle import HASHED, MANIFEST, describe_half, digest
from .half import halve
from .runtime import GRAPH_FILES, HALF


def add_to(bundle: Path) -> None:
    """Writes the graph into the bundle and describes it in the manifest."""
    manifest = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    source = onnx.load(str(bundle / GRAPH_FILES["webgpu"]), load_external_data=False)
    path = bundle / GRAPH_FILES[HALF]
    path.write_bytes(halve(source).SerializeToString(deterministic=True))
    onnx.checker.check_model(str(path), full_check=True)
    manifest["graphs"][HALF] = describe_half(bundle)
    manifest["files"][path.name] = digest(path)
    # In the order in which the training command writes them; what else a bundle has comes last.
    order = [*HASHED, *(name for name in manifest["files"] if name not in HASHED)]
    manifest["files"] = {name: manifest["files"][name] for name in order}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (bundle / MANIFEST).write_text(text + "\n", encoding="utf-8")
    print(json.dumps(manifest["graphs"][HALF], indent=1))


if __name__ == "__main__":
    add_to(Path(sys.argv[1]))
