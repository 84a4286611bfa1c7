"""What the model has to beat on the same validation rows: tagging everything, and TF-IDF with logistic regression."""

from __future__ import annotations

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression


def all_ones(rows: int, labels: int) -> np.ndarray:
    """Scores that tag every row with every label: [rows, labels]."""
    return np.ones((rows, labels), np.float32)


def tfidf_scores(
    texts: list[str], truth: np.ndarray, mask: np.ndarray, judged: list[str], strength: float = 1.0
) -> np.ndarray:
    """Probabilities [judged, labels] from one regression per label over word 1-2-grams and character 3-5-grams.

    truth, mask: [texts, labels]; classes are not reweighted, since each label's threshold is fitted later.
    """
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    known = hstack([words.fit_transform(texts), characters.fit_transform(texts)]).tocsr()
    asked = hstack([words.transform(judged), characters.transform(judged)]).tocsr()
    out = np.zeros((len(judged), truth.shape[1]), np.float32)
    for k in range(truth.shape[1]):
        rows = mask[:, k] > 0
        y = truth[rows, k] > 0.5
        if y.all() or not y.any():
            out[:, k] = y.mean()
            continue
        model = LogisticRegression(C=strength, solver="liblinear")
        out[:, k] = model.fit(known[rows], y).predict_proba(asked)[:, 1]
    return out
