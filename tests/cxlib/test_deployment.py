"""``python -m cxlib check`` names what is wrong with a deployment, and nothing else."""

import pytest

from cxlib.deployment import Deployment, problems

SECRET = "0123456789abcdef" * 4
PROVIDER = f"""[auth]
cookie_secret = '{SECRET}'
client_id = "headlight"
client_secret = "s"
server_metadata_url = "https://login.example.com/.well-known/openid-configuration"
"""
RETURNS = 'redirect_uri = "https://headlight.example.com/oauth2callback"'
HOSTED = {"HEADLIGHT_ACCESS": "open", "STREAMLIT_SERVER_COOKIE_SECRET": SECRET}


@pytest.fixture
def place(tmp_path):
    (tmp_path / ".streamlit").mkdir()
    return tmp_path


def found(place, config="", secrets="", **environment):
    (place / ".streamlit" / "config.toml").write_text(config)
    if secrets:
        (place / ".streamlit" / "secrets.toml").write_text(secrets)
        (place / ".streamlit" / "secrets.toml").chmod(0o640)
    return "\n".join(problems(Deployment(place, {"HEADLIGHT_HOME": str(place / "home"), **environment})))


def test_a_laptop_and_a_sound_server_have_no_problems(place):
    assert found(place) == ""
    assert found(place, **HOSTED) == ""
    assert found(place, secrets=PROVIDER + RETURNS, HEADLIGHT_OWNERS="a@b.c").replace(
        "The package authlib is missing. Run: pip install -r requirements-hosted.txt", "") == ""  # fmt: skip


@pytest.mark.parametrize(("said", "given"), [
    ("HEADLIGHT_ACCESS is everybody", {**HOSTED, "HEADLIGHT_ACCESS": "everybody"}),
    ("no identity provider", {**HOSTED, "HEADLIGHT_ACCESS": "signin", "HEADLIGHT_OWNERS": "a@b.c"}),
    ("HEADLIGHT_OWNERS is empty", {**HOSTED, "HEADLIGHT_ACCESS": "signin"}),
    ("has no cookie secret", {"HEADLIGHT_ACCESS": "open"}),
    ("too short", {"HEADLIGHT_ACCESS": "open", "STREAMLIT_SERVER_COOKIE_SECRET": "short"}),
    ("example", {"HEADLIGHT_ACCESS": "open", "STREAMLIT_SERVER_COOKIE_SECRET": "change-me" + SECRET}),
    ("server.enableXsrfProtection is switched off", {"config": "[server]\nenableXsrfProtection = false"}),
    ("server.enableCORS is switched off", {"STREAMLIT_SERVER_ENABLE_CORS": "false"}),
    ("inside of errors", {"config": "[client]\nshowErrorDetails = 'full'"}),
    ("without a browser", {"config": "[server]\nenableAgentApi = true"}),
    ("cannot be reached", {**HOSTED, "HEADLIGHT_DATABASE": "postgresql://x@127.0.0.1:1/x"}),
    ("refused", {**HOSTED, "HEADLIGHT_DATABASE": "postgresql://x@127.0.0.1:1/x"}),  # why, in the database's words
    ("HEADLIGHT_DATABASE cannot be read", {**HOSTED, "HEADLIGHT_DATABASE": "postgresql//x"}),
    ("HEADLIGHT_DATABASE cannot be read", {**HOSTED, "HEADLIGHT_DATABASE": "mysql://x:secret@y/z"}),
    ("HEADLIGHT_DATABASE cannot be read", {**HOSTED, "HEADLIGHT_DATABASE": "postgresql://x@y:port/z"}),
    (".streamlit/secrets.toml cannot be read", {"secrets": "[auth\nclient_id = x"}),
    (".streamlit/config.toml cannot be read", {"config": "[server]\naddress ="}),
    ("auth.redirect_uri cannot be read", {"secrets": PROVIDER, "HEADLIGHT_OWNERS": "a@b.c"}),
    ("auth.redirect_uri cannot be read", {"secrets": PROVIDER + 'redirect_uri = "http://h.example.com/oauth2callback"'}),
    ("auth.client_id cannot be read", {"secrets": f"[auth]\n{RETURNS}"}),
    ("server.address is 0.0.0.0", {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}),
    ("HEADLIGHT_MAX_ROWS cannot be read", {"HEADLIGHT_MAX_ROWS": "many"}),
    ("STREAMLIT_SERVER_MAX_UPLOAD_SIZE cannot be read", {"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "2 GB"}),
    ("HEADLIGHT_TIMEZONE cannot be read", {"HEADLIGHT_TIMEZONE": "Mars/Phobos"}),
    ("HEADLIGHT_SMTP", {"HEADLIGHT_SMTP": "mailhost"}),
    ("HEADLIGHT_WEBHOOKS", {"HEADLIGHT_WEBHOOKS": "nonsense"}),
    ("needs a package", {"HEADLIGHT_SNAPSHOTS": "nonsense://bucket"}),
])  # fmt: skip
def test_each_fault_is_named(place, said, given):
    assert said in found(place, **given)


def test_open_folders_and_secrets_are_named(place):
    (place / "home").mkdir(mode=0o755)
    assert "chmod 700" in found(place)
    found(place, secrets="[auth]")
    (place / ".streamlit" / "secrets.toml").chmod(0o644)
    assert "chmod 640" in found(place)


def test_the_settings_of_this_program_are_sound(tmp_path):
    assert problems(Deployment(environment={"HEADLIGHT_HOME": str(tmp_path / "home")}), quick=True) == []
