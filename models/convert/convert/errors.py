"""Refusals: what is wrong with the input, and what to do."""

from __future__ import annotations


class ConversionError(Exception):
    """Something about the model or the options that the user has to put right."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}\n{remedy}")
        self.problem = problem
        self.remedy = remedy
