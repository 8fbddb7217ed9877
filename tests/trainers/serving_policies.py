"""Tiny random policies for the serving tests: a Qwen3 model, its tokenizer, and an adapter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

TEXT = (
    "On Monday she walks to the bakery and asks the baker for work.",
    "He writes to his neighbour: shall we cook together on Thursday evening?",
    "Ada reads in the library, rests at home, and saves her money for the winter.",
    "The market is open on day three; everybody meets at the old mill by the river.",
    'Answer with JSON only: {"day": 3, "activity": "solo", "place": "library"}',
)
TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
SPECIAL = ("<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>")


def tokenizer(
    texts: Iterable[str] = TEXT, vocabulary: int = 400, window: int = 512
) -> PreTrainedTokenizerFast:
    """A byte-level BPE of a few hundred tokens with a chat template, made of some texts."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token="<|pad|>",
        eos_token="<|end|>",
        chat_template=TEMPLATE,
        model_max_length=window,
    )


def write_policy(
    directory: Path,
    seed: int,
    hidden: int = 64,
    layers: int = 2,
    vocabulary: int | None = None,
    words: PreTrainedTokenizerFast | None = None,
) -> Path:
    """Write a random model and its tokenizer in the layout of the Hugging Face libraries."""
    words = words or tokenizer()
    size = vocabulary or len(words)
    torch.manual_seed(seed)
    config = Qwen3Config(
        vocab_size=size,
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=layers,
        num_attention_heads=hidden // 32,
        num_key_value_heads=hidden // 64,
        head_dim=32,
        max_position_embeddings=words.model_max_length,
        tie_word_embeddings=True,
        initializer_range=0.2,
        bos_token_id=None,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
    )
    model = Qwen3ForCausalLM(config)
    model.generation_config.eos_token_id = words.eos_token_id
    model.save_pretrained(directory)
    words.save_pretrained(directory)
    return directory


def write_adapter(directory: Path, base: Path, seed: int) -> Path:
    """Write a random LoRA adapter of `base` that changes what it says."""
    torch.manual_seed(seed)
    model = Qwen3ForCausalLM.from_pretrained(base)
    settings = LoraConfig(r=8, lora_alpha=32, target_modules=["q_proj", "v_proj", "down_proj"])
    adapted = get_peft_model(model, settings)
    with torch.no_grad():
        for name, weight in adapted.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.5)
    adapted.save_pretrained(directory)
    return directory
