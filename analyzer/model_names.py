"""Names of models, one for each model, however a tool or a person writes it."""

import re

# A family, and after it the words that tell which one: numbers, sizes, or any word before a number.
_MODEL = re.compile(
    rb"\b(?:claude|gpt|gemini|grok|glm|kimi|deepseek|qwen\d*|llama|mistral|codestral|devstral|composer)"
    rb"(?:[ -](?:v?\d[\w.:@]*|[a-z]\d[\w.:@]*|opus|sonnet|haiku|instant|pro|flash|lite|mini|nano|max|turbo"
    rb"|codex|coder|preview|exp|thinking|(?!code\b)[a-z]{3,20}(?=[ -]v?\d)))+"
    rb"|\b(?:opus|sonnet|haiku)[ -]\d[\d.-]*"
)
_PROVIDER = re.compile(r"^(?:[a-z]{2,6}\.)?(?:anthropic|openai|google|meta|mistral|deepseek)[./:]")
_VARIANT = re.compile(r"(?:-v\d+)?:[a-z0-9]+$|-latest$")  # `-v1:0` of Bedrock, `:beta` and `:free` of routers
_DATE = re.compile(r"[-@](?:20\d{6}|20\d\d-\d\d-\d\d|\d\d-\d\d)$")
_CLAUDE_VERSION = re.compile(r"(?<=\d)-(?=\d(?:-|$))")


def model_in(text: bytes) -> str:
    """The first model that a text in lower case names with a version or a size, normalised; else empty."""
    found = _MODEL.search(text)
    return normalised(found[0].decode()) if found else ""


def normalised(name: str) -> str:
    """One spelling for each model: `Claude Opus 4.6 (1M context)` and `anthropic/claude-opus-4-6-20260205`
    are both claude-opus-4.6.
    """
    model = re.sub(r"[\s_]+", "-", name.lower().partition("(")[0].strip())
    model = _PROVIDER.sub("", model.rpartition("/")[2])
    model = _DATE.sub("", _VARIANT.sub("", model)).strip("-.,:")
    if model.startswith(("opus-", "sonnet-", "haiku-")):
        model = f"claude-{model}"
    return _CLAUDE_VERSION.sub(".", model) if model.startswith("claude-") else model
