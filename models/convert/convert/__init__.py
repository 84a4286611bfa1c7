"""Turns Hugging Face sequence classifiers into value-tagger bundles."""
