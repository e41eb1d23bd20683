"""The one store of this process, whole, for what serves everybody; pages take ``cached.store``, asked in a name."""

import streamlit as st

from cxlib.store import Store, open_store


@st.cache_resource(show_spinner=False)
def whole_store() -> Store:
    """The store with no questions asked about who is asking."""
    return open_store()
