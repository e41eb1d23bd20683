"""Signing in by OpenID Connect, against a real provider on loopback: who gets in, to what, and who does not."""

import pytest
from joserfc.jwk import RSAKey

from cxlib.workspace import Link


def person(store, subject):
    return next(member.person for member in store.members("acme") if member.person.subject == subject)


def test_nobody_sees_anything_before_signing_in(browser):
    for address in ("/", "/board", "/data?ws=acme", "/share"):
        text = browser.read(address)
        assert "Sign in to see your workspaces" in text and "Acme" not in text


def test_whoever_runs_it_owns_every_workspace(signed_in):
    text = signed_in("root").read("/")
    assert "Acme Ltd" in text and "Other Ltd" in text and "root" in text


def test_an_address_alone_does_not_make_anybody_a_runner(signed_in):
    for claims in ({"email_verified": False}, {"email_verified": None}):
        text = signed_in("impostor", email="root@acme.example", **claims).read("/")
        assert "not a member of any workspace" in text and "Acme Ltd" not in text


def test_an_invited_person_sees_the_workspace_they_were_invited_to_and_no_other(store, signed_in):
    store.invite("acme", "ann@acme.example", "editor", author="root@acme.example")
    ann = signed_in("ann")
    assert "Acme Ltd" in ann.read("/") and "Other Ltd" not in ann.read("/")
    assert "Other Ltd" not in ann.read("/data?ws=other")
    assert [(member.person.email, member.role) for member in store.members("acme")] == [("ann@acme.example", "editor")]


def test_an_invitations_address_brings_in_whom_the_provider_does_not_vouch_for(store, provider, port, browser):
    _, token = store.invite("acme", "bob@acme.example", "viewer")
    assert browser.get(f"/invited/{token}").url.rstrip("/") == browser.home
    provider.claims = {"sub": "bob", "name": "Bob"}
    browser.sign_in()
    assert "Acme Ltd" in browser.read("/")
    assert person(store, "bob").name == "Bob"


def test_a_viewer_reads_and_changes_nothing(store, signed_in):
    store.invite("acme", "vic@acme.example", "viewer")
    vic = signed_in("vic")
    assert "Acme Ltd" in vic.read("/")
    assert "Only owners of this workspace share it" in vic.read("/share?ws=acme")


def test_a_role_taken_away_shuts_the_door_at_the_next_click(store, signed_in):
    store.invite("acme", "eve@acme.example", "viewer")
    eve = signed_in("eve")
    assert "Acme Ltd" in eve.read("/")
    store.dismiss("acme", person(store, "eve").id, author="root@acme.example")
    assert "not a member of any workspace" in eve.read("/")


def test_a_refused_click_says_why_above_the_page_as_it_was(store, signed_in):
    """The page was drawn for an owner; by the time of the click they are none any more."""
    store.invite("acme", "kim@acme.example", "owner")
    kim = signed_in("kim")
    waiting, _token = store.invite("acme", "late@acme.example", "viewer")
    other = store.signed_in("elsewhere", "lou")

    def taken_away():
        store.set_role("acme", other.id, "owner")
        store.set_role("acme", person(store, "kim").id, "editor")

    text = kim.read("/share?ws=acme&share=people", press=f"withdraw.{waiting.id}", before=taken_away)
    assert "Only an owner of this workspace may do that" in text and "exception" not in text.lower()
    assert "Only owners of this workspace share it" in text  # the page as it is for an editor
    assert [invitation.withdrawn for invitation in store.invitations("acme")][-1] is None


def test_a_blocked_person_is_out_though_their_cookie_lives_on(store, signed_in):
    store.invite("acme", "zoe@acme.example", "viewer")
    zoe = signed_in("zoe")
    assert "Acme Ltd" in zoe.read("/")
    store.block(person(store, "zoe").id)
    assert "Acme Ltd" not in zoe.read("/")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(store, provider, browser):
    store.invite("acme", "dan@acme.example", "viewer")
    assert browser.get("/board?ws=acme&f.Region=North").status_code == 200
    provider.claims = {"sub": "dan", "email": "dan@acme.example", "email_verified": True}
    assert browser.sign_in().url == f"{browser.home}/board?ws=acme&f.Region=North"
    assert browser.get("/").url.rstrip("/") == browser.home  # once


@pytest.mark.parametrize("address", ["//evil.example/x", "https://evil.example", "/\\evil.example", "/_stcore/health"])
def test_signing_in_leads_to_no_foreign_place(store, signed_in, address):
    dan = signed_in("dan", email_verified=True)
    dan.session.cookies.set("headlight_wanted", address.replace("/", "%2F"))
    assert dan.get("/").url.rstrip("/") == dan.home


def test_the_cookie_of_a_sign_in_is_out_of_reach_for_scripts(signed_in):
    cookies = {cookie.name: cookie for cookie in signed_in("root").session.cookies}
    cookie = next(cookie for name, cookie in cookies.items() if name.startswith("_streamlit_user"))
    assert cookie.has_nonstandard_attr("HttpOnly")


def test_a_forged_cookie_is_nobody(browser):
    browser.session.cookies.set("_streamlit_user", '{"email": "root@acme.example", "is_logged_in": true}')
    assert "Sign in to see your workspaces" in browser.read("/")


@pytest.mark.parametrize("spoilt", ["key", "audience"])
def test_a_token_signed_by_another_or_meant_for_another_is_refused(provider, signed_in, spoilt):
    before = getattr(provider, spoilt)
    setattr(provider, spoilt, RSAKey.generate_key(2048, {"kid": "one"}) if spoilt == "key" else "another app")
    try:
        assert "Sign in to see your workspaces" in signed_in("root").read("/")
    finally:
        setattr(provider, spoilt, before)


def test_a_guest_of_a_link_needs_no_account_and_reaches_no_page(store, browser):
    _, token = store.create_link("acme", Link("guest", name="Board"))
    assert browser.get(f"/s/{token}").url == f"{browser.home}/brief?link=guest"
    for address in ("/brief?link=guest", "/board?link=guest&ws=acme", "/data?link=guest"):
        text = browser.read(address)
        assert "groups under 5 are never shown" in text and "file_uploader" not in text
    assert "Sign in to see your workspaces" in browser.read("/board")
    store.revoke("acme", Link("guest"))
    assert "withdrawn by its owner" in browser.read("/brief?link=guest")
    assert browser.get(f"/s/{token}").url == f"{browser.home}/brief?link=revoked"
