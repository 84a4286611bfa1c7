"""Tensors in one run of bytes, referenced by several graphs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

ALIGNMENT = 64
LARGE = 1024
"""Tensors of more bytes than this live in a file beside the graph."""


class WeightsFile:
    """Collects tensors; asked twice for a name, it returns the same place."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.bytes = bytearray()
        self.places: dict[str, tuple[int, int]] = {}

    def tensor(self, name: str, array: np.ndarray) -> TensorProto:
        """An initializer: inline if small, else a reference into this file, where the array is put at first mention."""
        array = np.asarray(array, order="C")
        if array.nbytes <= LARGE:
            return numpy_helper.from_array(array, name)
        if name not in self.places:
            self.bytes += bytes(-len(self.bytes) % ALIGNMENT)
            self.places[name] = (len(self.bytes), array.nbytes)
            self.bytes += array.tobytes()
        offset, length = self.places[name]
        tensor = TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(array.dtype), dims=array.shape)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", self.name), ("offset", str(offset)), ("length", str(length))):
            tensor.external_data.add(key=key, value=value)
        return tensor

    def write(self, folder: Path) -> None:
        """Writes the file, unless nothing was put into it."""
        if self.bytes:
            (folder / self.name).write_bytes(self.bytes)
