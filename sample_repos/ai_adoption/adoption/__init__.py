"""A three-year history with an AI adoption in its middle, and the truth about each of its lines."""

from .history import write_stream
from .plan import VERSION
from .truth import Truth, operation_shares

__all__ = ["VERSION", "Truth", "operation_shares", "write_stream"]
