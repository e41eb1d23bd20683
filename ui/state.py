"""Every session key and its default, and what lives in the URL.

The URL is the truth for choices (workspace, grain, filters, metric …): what it says wins over what the session
remembers, so a reload, a shared address and the Back button all show the same thing. Streamlit drops the query when a
page link is followed; ``begin`` puts the remembered choices back.

Streamlit's own ``bind="query-params"`` is not used: a link that carries a bound key cannot change the widget's value,
and widgets bound on one page lose their value on Back.
"""

from collections.abc import Iterable

import streamlit as st

_CHOICES = "choices"
_PRIVATE = {"key"}  # the token of a shared link is never remembered


def begin() -> None:
    """Brings the URL and the remembered choices together; called once at the start of every run."""
    remembered = st.session_state.setdefault(_CHOICES, {})
    for name in st.query_params:
        if name not in _PRIVATE:
            remembered[name] = st.query_params.get_all(name)
    for name, values in remembered.items():
        if name not in st.query_params:
            st.query_params[name] = values


def chosen(name: str, default: str = "") -> str:
    """The choice called ``name``, or the default."""
    values = st.session_state.get(_CHOICES, {}).get(name)
    return values[-1] if values else default


def all_chosen(name: str) -> tuple[str, ...]:
    """All values of a choice that may have several, such as a filter."""
    return tuple(st.session_state.get(_CHOICES, {}).get(name, ()))


def names(prefix: str) -> list[str]:
    """The choices whose name starts with ``prefix``."""
    return sorted(name for name in st.session_state.get(_CHOICES, {}) if name.startswith(prefix))


def choose(**choices: str | Iterable[str] | None) -> None:
    """Remembers choices and writes them to the URL; None or nothing forgets one."""
    remembered = st.session_state.setdefault(_CHOICES, {})
    for name, value in choices.items():
        values = [value] if isinstance(value, str) else [str(item) for item in value or ()]
        if [item for item in values if item]:
            remembered[name] = values
            st.query_params[name] = values
        else:
            remembered.pop(name, None)
            if name in st.query_params:
                del st.query_params[name]


def forget(prefix: str) -> None:
    """Forgets every choice whose name starts with ``prefix``."""
    choose(**dict.fromkeys(names(prefix)))


def as_query(**changed: str) -> dict[str, list[str]]:
    """The remembered choices with some changed, as the query of a page link."""
    query = {name: list(values) for name, values in st.session_state.get(_CHOICES, {}).items()}
    return query | {name: [value] for name, value in changed.items() if value}


def once(name: str, value: str | None = None) -> str | None:
    """A message for the next run: stored when given, returned and forgotten when asked for."""
    if value is not None:
        st.session_state[f"once.{name}"] = value
        return None
    return st.session_state.pop(f"once.{name}", None)


def first(name: str) -> bool:
    """Whether this is the first time this session asks so; True once."""
    key = f"first.{name}"
    fresh = key not in st.session_state
    st.session_state[key] = True
    return fresh
