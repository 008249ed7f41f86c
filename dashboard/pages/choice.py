"""One of a few things to look at, which the address of a page names too."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Option = TypeVar("Option")


def one_of(
    options: Sequence[Option],
    label: str,
    key: str,
    default: Option,
    named: Callable[[Option], str] = str,
) -> Option:
    """What was picked; the default where the address names nothing that there is. key: its parameter."""
    nothing = f"{key} picks nothing"
    if st.session_state.pop(nothing, False):
        st.session_state[key] = default
    picked = st.segmented_control(
        label,
        options,
        default=default,
        format_func=named,
        key=key,
        bind="query-params",
        required=True,
    )
    if picked is None:  # by `?key=`, required or not
        st.session_state[nothing] = True
        st.rerun()
    return picked


def part_of(page: Mapping[str, Callable[[], None]]) -> None:
    """Tabs of which the open one alone is made: what nobody looks at takes no time. page: by their names."""
    tabs = st.tabs(list(page), key="part", bind="query-params")
    for tab, make in zip(tabs, page.values(), strict=True):
        if tab.open:
            with tab:
                make()
