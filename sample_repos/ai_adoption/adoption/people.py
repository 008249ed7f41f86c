"""Who commits, and the marks AI tools leave in what they commit."""

from dataclasses import dataclass

from .dice import Dice


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    login: str
    zone: str  # offset from UTC, as git writes it

    @property
    def email(self) -> str:
        return f"{self.login}@parcelyard.example"


PEOPLE = (
    Person("Mara Lindqvist", "mara", "+0100"),
    Person("Tomás Ferreira", "tomas", "+0000"),
    Person("Ines Okafor", "ines", "+0100"),
    Person("Jonas Weidner", "jonas", "+0100"),
    Person("Priya Raman", "priya", "+0000"),
    Person("Eleni Markou", "eleni", "+0200"),
    Person("Sam Whitlock", "sam", "+0000"),
)

CLAUDE = "Co-Authored-By: Claude <noreply@anthropic.com>"

SIGNATURES = (
    ("claude-code", CLAUDE),
    ("claude-code", f"🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\n{CLAUDE}"),
    ("claude-code", "Co-Authored-By: Claude Opus 4.1 <noreply@anthropic.com>"),
    ("cursor", "Co-authored-by: Cursor <cursoragent@cursor.com>"),
    ("codex", "Co-authored-by: Codex <noreply@openai.com>"),
    ("aider", ""),
    ("aider", "Co-authored-by: aider (gpt-4o) <aider@aider.chat>"),
)


def sign(dice: Dice, message: str) -> tuple[str, str]:
    """A tool, and the message with that tool's mark on it."""
    tool, signature = dice.pick(SIGNATURES)
    if tool == "aider":
        message = f"aider: {message[0].lower()}{message[1:]}"
    return tool, f"{message}\n\n{signature}" if signature else message
