"""The description of the model for the toolkit's own CPU kernel: sizes, and where each tensor lies in the weights.

`python -m pipeline.kernel BUNDLE` writes it for a bundle that is there, without training anything.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from .model import ATTENTION_HEADS, EPSILON

DESCRIPTION = "model.kernel.json"


def exact(value: np.floating[Any]) -> float:
    """A float32 as the shortest decimal that is read back as the same float32."""
    return float(np.format_float_scientific(np.float32(value), unique=True))


class Places:
    """Where a graph's initializers lie."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.tensors = {tensor.name: tensor for tensor in graph.initializer}

    def __contains__(self, name: str) -> bool:
        return name in self.tensors

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.tensors[name].dims)

    def place(self, name: str) -> list[int] | dict[str, list[float]]:
        """Offset and length in bytes in the weights file; small tensors, which the graph itself holds, as numbers."""
        tensor = self.tensors[name]
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            about = {entry.key: entry.value for entry in tensor.external_data}
            return [int(about["offset"]), int(about["length"])]
        return {"values": [exact(value) for value in numpy_helper.to_array(tensor).reshape(-1)]}

    def linear(self, name: str) -> dict[str, Any]:
        scale, zero = (numpy_helper.to_array(self.tensors[f"{name}.in.{part}"]) for part in ("scale", "zero"))
        found = {part: self.place(f"{name}.{part}") for part in ("weight", "scale", "bias")}
        if f"{name}.factor" in self:
            found["factor"] = self.place(f"{name}.factor")
        return found | {"grid": {"scale": exact(scale[()]), "zero": int(zero)}}

    def norm(self, name: str) -> dict[str, Any]:
        return {part: self.place(f"{name}.{part}") for part in ("gamma", "beta")}


def describe(graph: onnx.GraphProto) -> dict[str, Any]:
    """The description that belongs to the CPU graph of this pipeline."""
    places = Places(graph)
    vocabulary, hidden = places.shape("words")
    layers = []
    while f"{len(layers)}.qkv.weight" in places:
        i = len(layers)
        layers.append({
            **{part: places.linear(f"{i}.{part}") for part in ("qkv", "out", "up", "down")},
            **{part: places.norm(f"{i}.{part}") for part in ("norm1", "norm2")},
        })
    return {
        "format": "value-tagger-kernel", "version": 1,
        "hidden": hidden, "inner": places.shape("0.up.weight")[1], "heads": ATTENTION_HEADS,
        "vocabulary": vocabulary, "positions": places.shape("positions")[0], "positionOffset": 0,
        "epsilon": EPSILON, "gelu": "erf", "pooling": "mean",
        "embeddings": {
            "words": places.place("words"), "wordScales": places.place("words.scale"),
            "positions": places.place("positions"), "norm": places.norm("norm"),
        },
        "layers": layers,
        "output": graph.output[0].name,
        "head": [{
            "outputs": places.shape("head")[1], "activation": "none",
            "weight": places.place("head"), "bias": places.place("head.bias"),
        }],
    }


def description_of(folder: Path) -> str:
    """The text of model.kernel.json, from the places that model.wasm.onnx names."""
    graph = onnx.load(str(folder / "model.wasm.onnx"), load_external_data=False).graph
    return json.dumps(describe(graph), separators=(",", ":")) + "\n"


def write_description(folder: Path) -> None:
    """Writes model.kernel.json."""
    (folder / DESCRIPTION).write_text(description_of(folder), encoding="utf-8")


def enter(folder: Path, weights: str, digest: dict[str, Any]) -> None:
    """Names the description in the folder's manifest."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    entries: dict[str, Any] = {}
    for key, value in manifest.items():
        if key != "kernel":
            entries[key] = value
        if key == "graphs":
            entries["kernel"] = {"file": DESCRIPTION, "externalData": [weights]}
    entries["files"] = {**manifest["files"], DESCRIPTION: digest}
    path.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    from .bundle import digest
    from .graph import WEIGHTS_FILE

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    folder: Path = parser.parse_args().bundle
    write_description(folder)
    enter(folder, WEIGHTS_FILE, digest(folder / DESCRIPTION))


if __name__ == "__main__":
    main()
