"""What the processor offers for 8-bit products: it decides whether native int8 results can be trusted."""

from __future__ import annotations

import platform
from pathlib import Path

_WANTED = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8")


def int8_features() -> str:
    """The relevant flags as words. Without VNNI or AMX, unsigned by signed products may saturate."""
    path = Path("/proc/cpuinfo")
    flags = set(path.read_text().split()) if path.exists() else set()
    return ", ".join([platform.machine(), *(flag for flag in _WANTED if flag in flags)])
