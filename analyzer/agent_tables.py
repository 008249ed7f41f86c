"""What is known of AI tools -> columns of the tables in schema.sql that are about them."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.adoption import Signing
from analyzer.authorship import Judged, LineLabel
from analyzer.tables import Columns


def evidence_columns(judged: Sequence[Judged], known: int) -> Columns:
    """Columns of `agent_evidence` for the last commits; known: how many there are before them."""
    rows = [(seq, sign) for seq, one in enumerate(judged, known) for sign in one.evidence]
    return {
        "seq": np.array([seq for seq, _ in rows], dtype=np.int32),
        **{
            name: _texts(getattr(sign, name) or None for _, sign in rows)
            for name in ("tool", "model", "source", "mode", "strength", "detail")
        },
    }


def label_columns(lines: Sequence[LineLabel]) -> Columns:
    """Columns of `line_labels`."""
    return {
        "seq": np.array([run.seq for run in lines], dtype=np.int32),
        "path_id": np.array([run.path for run in lines], dtype=np.int32),
        "line": np.array([run.line for run in lines], dtype=np.int32),
        "lines": np.array([run.lines for run in lines], dtype=np.int32),
        **{
            name: _texts(getattr(run, name) or None for run in lines)
            for name in ("authorship", "agent", "model", "source")
        },
    }


def marker_columns(marked: Sequence[tuple[int, str]]) -> Columns:
    """Columns of `agent_markers`. marked: number of a path, and the tool it shows."""
    return {
        "path_id": np.array([path for path, _ in marked], dtype=np.int32),
        "tool": _texts(tool for _, tool in marked),
    }


def signing_columns(versions: Sequence[Signing]) -> Columns:
    """Columns of `attribution_settings`."""
    return {
        "seq": np.array([version.seq for version in versions], dtype=np.int32),
        "path_id": np.array([version.path for version in versions], dtype=np.int32),
        "off": np.array([version.off for version in versions], dtype=np.bool_),
    }


def _texts(values: Iterable[str | None]) -> NDArray[Any]:
    return np.array(list(values), dtype=object)
