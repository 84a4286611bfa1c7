"""Gives the pooled vector of a finished bundle as an output: `python -m pipeline.embedding BUNDLE`.

Renames the value in the graphs, makes the one in 16-bit floats anew, and renews the manifest. Nothing is trained, and the
weights file stays as it is; the training command writes the same for a new bundle.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import onnx
from onnx import TensorProto, helper

from .bundle import MANIFEST, digest
from .graph import EMBEDDING
from .half import halve
from .model import HIDDEN
from .runtime import DEVICES, GRAPH_FILES, HALF

BEFORE = "pool.flat"
"""What graphs that gave no vector called it."""


def with_embedding(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with the vector as its second output."""
    graph = model.graph
    for node in graph.node:
        node.input[:] = [EMBEDDING if name == BEFORE else name for name in node.input]
        if BEFORE in node.output:
            node.output[:] = [EMBEDDING]
            node.name = EMBEDDING
    if all(output.name != EMBEDDING for output in graph.output):
        graph.output.append(helper.make_tensor_value_info(EMBEDDING, TensorProto.FLOAT, ["batch", HIDDEN]))
    return model


def add_to(bundle: Path) -> None:
    """Writes the graphs and the manifest of the bundle anew."""
    graphs = {
        name: with_embedding(onnx.load(str(bundle / GRAPH_FILES[name]), load_external_data=False)) for name in DEVICES
    }
    graphs[HALF] = halve(graphs["webgpu"])
    for name, graph in graphs.items():
        path = bundle / GRAPH_FILES[name]
        path.write_bytes(graph.SerializeToString(deterministic=True))
        onnx.checker.check_model(str(path), full_check=name != "wasm")
    manifest = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    entries = {}
    for key, value in manifest.items():
        if key == "heads":
            entries["embedding"] = {"output": EMBEDDING, "size": HIDDEN}
        if key != "embedding":
            entries[key] = value
    entries["files"] = {name: digest(bundle / name) for name in manifest["files"]}
    text = json.dumps(entries, ensure_ascii=False, indent=1)
    (bundle / MANIFEST).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    add_to(Path(sys.argv[1]))
