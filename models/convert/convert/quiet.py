"""Keeps libraries from writing where our own reports are read."""

from __future__ import annotations

import os
import warnings


def quiet() -> None:
    """No progress bars, no warnings about tracing; errors are still raised."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    warnings.filterwarnings("ignore")
    import onnxruntime
    import transformers

    onnxruntime.set_default_logger_severity(3)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
