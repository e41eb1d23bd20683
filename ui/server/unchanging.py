"""What Streamlit works out anew for every click although it never changes: the theme, a fifth of what a click costs."""

from functools import cache

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_told = app_session._populate_theme_msg


@cache
def _theme(section: str) -> CustomThemeConfig:
    known = CustomThemeConfig()
    _told(known, section)
    return known


def tell_theme(msg: CustomThemeConfig, section: str = "theme") -> None:
    """Fills in the theme of one section of the configuration, read once."""
    known = _theme(section)
    if known.ByteSize():
        msg.MergeFrom(known)


def start() -> None:
    """Tells the theme so from now on; a change of the configuration is read again."""
    app_session._populate_theme_msg = tell_theme
    config.on_config_parsed(_theme.cache_clear, force_connect=True)
