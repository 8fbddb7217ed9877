"""The small model's own tokenizer: byte-level BPE that writes JSON in few tokens.

A key of JSON with its marks (`living_standard":"`) counts as one word, and so does a phrase in
lower case or a name of several words: what is often said becomes one token, the form of an answer
costs less than its content, and a key is the same token in the prompt as in the answer. Numbers of
up to four digits and the parts of a time string are words, too. Any Unicode text survives encoding
and decoding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

PAD, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
_SAID = r"(?:I|\p{Ll}[\p{L}']*)[,.?!]?"
_ACTIONS = "contact|propose_joint_activity|respond_invitation|cancel_joint_activity"
_KEYS = (
    rf'name":"(?:{_ACTIONS})","arguments":\{{"(?:pick":[0-9],")?[a-z_]+":"'
    r'|(?:day|pick|at)":[0-9],"[a-z_]+":[\["]*'  # a choice and what it is looked up by
    r'|[a-z_]+":[{\["]*(?:characters/)?'  # a key, up to its value
)
_WORDS = (
    rf"{_KEYS}"
    r'|":\p{N}+\}?,"'
    r'| ?[{}\[\],:"]+'
    r"|; D\p{N}| D\p{N}|-W|-activity-D"
    r"| ?\p{L}+(?:_\p{L}+)+"  # places
    rf"|[,.?!]?(?: {_SAID})+|{_SAID}(?: {_SAID})*"  # whole phrases
    r"| ?\p{Lu}\p{L}*(?: \p{Lu}\p{L}*)*"  # names
    r"| ?\p{L}+"
    r"|[ .]?\p{N}{1,4}"
    r'| ?[^\s\p{L}\p{N}{}\[\],:"]+'
    r"|\s+"
)
_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


_OFTEN = 10
"""How often a key has to be seen to be a token of its own."""


def _keys(texts: Iterable[str]) -> list[str]:
    """The keys of JSON in some texts, the frequent ones first: each is to be a token whole."""
    whole = re.compile(rf'(?<=")(?:{_KEYS})')
    found = Counter(key for text in texts for key in whole.findall(text))
    often = [key for key, count in found.items() if count >= _OFTEN]
    return sorted(often, key=lambda key: (-found[key], key))


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> PreTrainedTokenizerFast:
    """A tokenizer of at most so many tokens, fitted to some texts."""
    texts = list(texts)
    keys = _keys(texts)[: vocabulary // 8]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - len(keys),
        min_frequency=3,
        special_tokens=[PAD, START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens(keys)
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PAD,
        extra_special_tokens=[START],
        chat_template=_TEMPLATE,
        clean_up_tokenization_spaces=False,
        model_max_length=2048,
    )
