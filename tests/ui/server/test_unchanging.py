"""The theme is worked out once and told the same."""

from pathlib import Path

from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from ui.server import unchanging

ROOT = Path(__file__).parents[3]
SECTIONS = ("light", "dark", "sidebar")


def told(tell):
    message = NewSession()
    tell(message.custom_theme)
    for section in SECTIONS:
        tell(getattr(message.custom_theme, section), f"theme.{section}")
    return message


def test_the_theme_is_told_as_streamlit_tells_it(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert config.get_option("theme.primaryColor") or config.get_options_for_section("theme.light")["primaryColor"]
    expected = told(app_session._populate_theme_msg)
    assert expected.custom_theme.light.primary_color and expected.custom_theme.font_faces
    for _ in range(2):
        assert told(unchanging.tell_theme).SerializeToString(deterministic=True) == expected.SerializeToString(
            deterministic=True)  # fmt: skip
    assert "unchanging.start()" in (ROOT / "asgi_app.py").read_text()
