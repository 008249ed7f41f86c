"""One spelling for each model, however a commit writes it."""

import pytest

from analyzer.model_names import model_in, normalised


@pytest.mark.parametrize(
    ("written", "model"),
    [
        ("Claude Opus 4.6 (1M context)", "claude-opus-4.6"),
        ("claude-opus-4-6-20260205", "claude-opus-4.6"),
        ("claude-sonnet-4-20250514", "claude-sonnet-4"),
        ("claude-3-7-sonnet-20250219", "claude-3.7-sonnet"),
        ("anthropic/claude-3.7-sonnet", "claude-3.7-sonnet"),
        ("openrouter/anthropic/claude-3-5-sonnet:beta", "claude-3.5-sonnet"),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4"),
        ("claude-sonnet-4@20250514", "claude-sonnet-4"),
        ("Opus 4.7", "claude-opus-4.7"),
        ("openai/gpt-5.2", "gpt-5.2"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("gpt-4-0613", "gpt-4-0613"),
        ("chatgpt-4o-latest", "chatgpt-4o"),
        ("GPT-5.3 Codex", "gpt-5.3-codex"),
        ("vertex_ai/gemini-2.5-pro-exp-03-25", "gemini-2.5-pro-exp"),
        ("gemini/gemini-3-flash-preview", "gemini-3-flash-preview"),
        ("", ""),
    ],
)
def test_one_spelling(written, model):
    assert normalised(written) == model


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("claude", ""),
        ("claude code", ""),
        ("claude code 2.1", ""),
        ("anthropic claude opus 4", "claude-opus-4"),
        ("anthropic claude opus", "claude-opus"),
        ("claude fable 5", "claude-fable-5"),
        ("claude sonnet 4.5 via crush", "claude-sonnet-4.5"),
        ("cursor grok 4.5", "grok-4.5"),
        ("cursor composer 2", "composer-2"),
        ("openai gpt-5.3 codex", "gpt-5.3-codex"),
        ("claude martin", ""),
        ("gemini park", ""),
    ],
)
def test_the_model_that_a_text_names(text, model):
    assert model_in(text.encode()) == model
