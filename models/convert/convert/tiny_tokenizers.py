"""Tokenizers of every kind that the supported models use, trained on a small text: about 500 pieces each.

Normalizers, splitting and marks are those of the published tokenizers; only the vocabulary is small.
"""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from .sentences import SELF_TEST, TRAINING

PIECES = 500
TEXT = [*TRAINING, *SELF_TEST]
BERT_MARKS = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
ROBERTA_MARKS = {"cls": "<s>", "pad": "<pad>", "sep": "</s>", "unk": "<unk>", "mask": "<mask>"}
DEBERTA_MARKS = {"cls": "[CLS]", "pad": "[PAD]", "sep": "[SEP]", "unk": "[UNK]", "mask": "[MASK]"}


def tiny_tokenizer(kind: str) -> PreTrainedTokenizerFast:
    """The tokenizer of a `model_type` (deberta-v3 stands for itself)."""
    if kind in ("bert", "distilbert", "electra"):
        return _wordpiece()
    if kind == "roberta":
        return _byte_level(ROBERTA_MARKS, pair=("</s>", "</s>"))
    if kind in ("modernbert", "deberta"):
        return _byte_level(DEBERTA_MARKS, pair=("[SEP]",), normalizer=normalizers.NFC() if kind == "modernbert" else None)
    if kind == "xlm-roberta":
        return _unigram(ROBERTA_MARKS, published_charsmap=True, pair=("</s>", "</s>"))
    return _unigram(DEBERTA_MARKS, published_charsmap=False, pair=("[SEP]",))


def _finished(tokenizer: Tokenizer, marks: dict[str, str], pair: tuple[str, ...], segments: bool) -> Any:
    cls, sep = marks["cls"], marks["sep"]
    second = ":1" if segments else ""
    between = " ".join(pair)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{cls} $A {sep}",
        pair=f"{cls} $A {between} $B{second} {sep}{second}",
        special_tokens=[(mark, tokenizer.token_to_id(mark)) for mark in (cls, sep)],
    )
    names = {f"{name}_token": mark for name, mark in marks.items()}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)


def _wordpiece() -> Any:
    marks = BERT_MARKS
    split = pre_tokenizers.BertPreTokenizer()
    normalizer = normalizers.BertNormalizer(lowercase=True)
    words = Counter(word for text in TEXT for word, _ in split.pre_tokenize_str(normalizer.normalize_str(text)))
    letters = sorted(set("".join(words)))
    # The library's own trainer orders pieces by chance; here the commonest words and endings are taken.
    endings = Counter({f"##{word[-n:]}": 0 for word in words for n in (2, 3) if len(word) > n})
    for word, count in words.items():
        for n in (2, 3):
            if len(word) > n:
                endings[f"##{word[-n:]}"] += count
    common = sorted((words + endings).items(), key=lambda item: (-item[1], item[0]))
    pieces = dict.fromkeys([*marks.values(), *letters, *(f"##{c}" for c in letters), *(piece for piece, _ in common)])
    vocabulary = {piece: place for place, piece in enumerate(list(pieces)[:PIECES])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, split
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens(list(marks.values()))
    return _finished(tokenizer, marks, ("[SEP]",), segments=True)


def _byte_level(marks: dict[str, str], pair: tuple[str, ...], normalizer: Any = None) -> Any:
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES, special_tokens=list(marks.values()), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(TEXT, trainer)
    return _finished(tokenizer, marks, pair, segments=marks is DEBERTA_MARKS)


def _unigram(marks: dict[str, str], published_charsmap: bool, pair: tuple[str, ...]) -> Any:
    """SentencePiece. The published character map of NFKC is large, so only one fixture carries it."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT), model_writer=model, vocab_size=300, model_type="unigram",
        normalization_rule_name="nmt_nfkc", hard_vocab_limit=False, minloglevel=2, num_threads=1,
    )
    proto = sentencepiece_model_pb2.ModelProto.FromString(model.getvalue())
    pieces = [(piece.piece, piece.score) for piece in proto.pieces if piece.type == 1]
    starts = [(mark, 0.0) for mark in list(marks.values())[:-1]]
    vocabulary = [*starts, *pieces, (marks["mask"], 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    if published_charsmap:
        charsmap = proto.normalizer_spec.precompiled_charsmap
        tokenizer.normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap), spaces])
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
        )
    else:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Strip(), normalizers.NFKC(), spaces])
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(list(marks.values()))
    return _finished(tokenizer, marks, pair, segments=marks is DEBERTA_MARKS)

