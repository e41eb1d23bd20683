"""People, roles and invitations: what each role may do is decided where the data lie."""

import inspect
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from cxlib.errors import InvitationProblem, NotAllowed, NotFound
from cxlib.store import Store, open_store
from cxlib.store.rights import AT_THE_MACHINE, NOBODY, PASSED_ON, RIGHTS, Actor, acting
from cxlib.workspace import Action, CauseNode, Link, Metric, Note, Team, Workshop, Workspace

ISSUER = "https://id.example"


@pytest.fixture
def store(sqlite_store):
    """On SQLite; what the database itself has to do is tried on both."""
    return sqlite_store


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request, tmp_path):
    url = request.getfixturevalue("new_database")() if request.param == "postgresql" else None
    opened = open_store(tmp_path / "both", url)
    opened.create(Workspace("w"))
    yield opened
    opened.close()


@pytest.fixture
def members(store):
    """One person of each role, and one with none, as the store knows them."""
    found = {}
    for role in ("owner", "editor", "lead", "viewer", "stranger"):
        person = store.signed_in(ISSUER, role, f"{role}@acme.example", role.title(), is_verified=True)
        if role != "stranger":
            store.set_role("w", person.id, role, ("Service",) if role == "lead" else ())
        found[role] = acting(store, Actor(person.email, person.id))
    found["nobody"] = acting(store, NOBODY)
    return found


def may(call, *values, **named):
    try:
        call(*values, **named)
    except NotAllowed:
        return False
    except (NotFound, InvitationProblem):
        return True
    return True


READERS = {"owner", "editor", "lead", "viewer"}
CALLS = {
    "workspace": (("w",), READERS),
    "revision": (("w",), READERS),
    "history": (("w",), READERS),
    "members": (("w",), READERS),
    "put": (("w", Metric("m")), {"owner", "editor"}),
    "put_all": (("w", [Metric("m")]), {"owner", "editor"}),
    "remove": (("w", Metric("gone")), {"owner", "editor"}),
    "save_draft": (("w", "key", None), {"owner", "editor"}),
    "create_link": (("w", Link("")), {"owner"}),
    "links": (("w",), {"owner"}),
    "visits": (("w",), {"owner"}),
    "invite": (("w", "a@b.example", "owner"), {"owner"}),
    "set_role": (("w", "nobody", "owner"), {"owner"}),
    "dismiss": (("w", "nobody"), {"owner"}),
    "create": ((Workspace("mine"),), set()),
    "erase": (("somebody",), set()),
    "block": (("nobody",), set()),
    "signed_in": ((ISSUER, "owner"), set()),
}


@pytest.mark.parametrize("call", CALLS)
def test_each_role_may_do_what_it_is_for(members, call):
    arguments, allowed = CALLS[call]
    assert {role for role, store in members.items() if may(getattr(store, call), *arguments)} == allowed


def test_every_method_of_the_store_needs_a_named_right():
    public = {name for name, found in inspect.getmembers(Store, callable) if not name.startswith("_")}
    assert public - set(RIGHTS) == set()
    assert set(RIGHTS) - public == set()


def test_a_method_without_a_right_is_refused(store):
    with pytest.raises(AttributeError, match="rights"):
        acting(store, AT_THE_MACHINE).nothing_like_it()
    assert set(PASSED_ON) == {"home"}


def test_workshops_and_frozen_reviews_ask_for_a_role_too(members):
    """A workshop shows customers' words to every phone that has its code."""
    opening = {role for role, store in members.items() if may(store.workshops.opened, "w", Workshop("", name="Room"))}
    assert opening == {"owner", "editor", "lead"}
    assert {role for role, store in members.items() if may(store.workshops.of, "w")} == READERS
    room = members["owner"].workshops.opened("w", Workshop("", name="Room", department="Finance"))
    moving = {role for role, store in members.items()
              if may(store.workshops.saved, "w", store.workshops.workshop(room.id))}  # fmt: skip
    assert moving == {"owner", "editor"}  # the lead's department is another one
    assert {role for role, store in members.items() if may(store.reviews.keep, "w", {"a": 1})} == {"owner", "editor"}
    assert members["viewer"].may("unit", "w") is False and members["lead"].may("unit", "w") is True


def test_whoever_runs_it_may_do_everything(store):
    mine = acting(store, AT_THE_MACHINE)
    assert mine.create(Workspace("other", name="Other")).name == "Other"
    assert [each.id for each in mine.workspaces()] == ["w", "other"]


def test_a_person_sees_their_own_workspaces_only(store, members):
    store.create(Workspace("secret"))
    assert [each.id for each in members["viewer"].workspaces()] == ["w"]
    assert members["stranger"].workspaces() == []
    with pytest.raises(NotAllowed):
        members["owner"].workspace("secret")


def test_an_owner_of_one_workspace_cannot_reach_another_through_it(store, members):
    store.create(Workspace("secret", name="Secret"))
    with pytest.raises(NotAllowed):
        members["owner"].put("w", Workspace("secret", name="Taken", version=1))
    with pytest.raises(NotAllowed):
        members["owner"].put_all("w", iter([Workspace("secret", name="Taken", version=1)]))
    assert store.workspace("secret").name == "Secret"


LEADS_OWN = [Action("a", department="Service"), CauseNode("c", department="Service"), Team("t", name="Service"),
             Note("n", metric="calls")]  # fmt: skip
OTHERS = [Action("a", department="Sales"), Action("a"), Metric("m", department="Service"), Team("t", name="Sales"),
          Note("n", metric="nps"), Workspace("w", version=1)]  # fmt: skip


@pytest.fixture
def company(store):
    store.put_all("w", [Metric("calls", department="Service"), Metric("nps", department="Sales")])
    return store


@pytest.mark.parametrize("record", LEADS_OWN, ids=repr)
def test_a_department_lead_changes_what_belongs_to_their_department(company, members, record):
    kept = members["lead"].put("w", record)
    assert company.history("w")[0].author == "lead@acme.example"
    members["lead"].remove("w", kept)
    members["lead"].undo("w", company.history("w")[0].id)


@pytest.mark.parametrize("record", OTHERS, ids=repr)
def test_a_department_lead_leaves_the_rest_alone(company, members, record):
    with pytest.raises(NotAllowed):
        members["lead"].put("w", record)


def test_a_lead_can_neither_take_nor_give_away_a_record(company, members):
    others = company.put("w", Action("a", department="Sales"))
    with pytest.raises(NotAllowed):
        members["lead"].put("w", Action("a", department="Service", version=others.version))
    own = company.put("w", Action("b", department="Service"))
    with pytest.raises(NotAllowed):
        members["lead"].put("w", Action("b", department="Sales", version=own.version))
    with pytest.raises(NotAllowed):
        members["lead"].undo("w", company.history("w", "action", "a")[0].id)


def test_the_history_names_who_did_it_whatever_the_caller_says(store, members):
    members["editor"].put("w", Metric("m"), author="somebody else")
    assert store.history("w")[0].author == "editor@acme.example"


def test_a_role_taken_away_is_gone_at_the_next_call(store, members):
    person = members["editor"].actor.person
    store.dismiss("w", person, author="owner")
    with pytest.raises(NotAllowed):
        members["editor"].put("w", Metric("m"))
    store.set_role("w", person, "viewer")
    assert members["editor"].workspace("w") and not members["editor"].may("edit", "w")


def test_a_blocked_person_is_shut_out_everywhere(store, members):
    store.block(members["owner"].actor.person)
    with pytest.raises(NotAllowed):
        members["owner"].workspace("w")
    assert store.signed_in(ISSUER, "owner").blocked


def test_a_workspace_keeps_an_owner(store, members):
    owner = members["owner"].actor.person
    for call in (lambda: store.dismiss("w", owner), lambda: store.set_role("w", owner, "viewer")):
        with pytest.raises(InvitationProblem, match="needs an owner"):
            call()
    store.set_role("w", members["editor"].actor.person, "owner")
    store.dismiss("w", owner)
    assert [member.role for member in store.members("w")] == ["owner", "lead", "viewer"]


def test_a_person_is_their_providers_name_for_them_not_their_address(store, members):
    impostor = store.signed_in("https://other.example", "owner", "owner@acme.example", is_verified=True)
    assert impostor.id != members["owner"].actor.person and store.memberships(impostor.id) == {}
    renamed = store.signed_in(ISSUER, "owner", "new@acme.example", "Ann")
    assert renamed.id == members["owner"].actor.person and store.memberships(renamed.id)["w"].role == "owner"


def test_an_invitation_waits_for_a_verified_address(store):
    store.invite("w", " New@Acme.example ", "editor", author="Ann")
    unverified = store.signed_in(ISSUER, "new", "new@acme.example")
    assert store.memberships(unverified.id) == {}
    verified = store.signed_in(ISSUER, "new", "NEW@acme.example", is_verified=True)
    assert store.memberships(verified.id)["w"].role == "editor"
    assert store.invitations("w")[0].accepted is not None


def test_an_invitations_address_lets_in_once_and_only_whom_it_was_sent_to(store):
    _, token = store.invite("w", "new@acme.example", "viewer")
    other = store.signed_in(ISSUER, "other", "other@acme.example", is_verified=True)
    with pytest.raises(InvitationProblem, match="somebody else"):
        store.accept(token, other, is_verified=True)
    plain = store.signed_in(ISSUER, "plain")  # a provider that tells no address
    assert store.accept(token, plain).role == "viewer" and store.memberships(plain.id)["w"].role == "viewer"
    with pytest.raises(InvitationProblem, match="does not exist"):
        store.accept(token, store.signed_in(ISSUER, "late"))


def test_withdrawn_and_expired_invitations_let_nobody_in(store, monkeypatch):
    invitation, token = store.invite("w", "a@acme.example", "viewer")
    store.withdraw("w", invitation)
    monkeypatch.setattr("cxlib.store.people.LIFETIME", timedelta(seconds=-1))
    _, late = store.invite("w", "b@acme.example", "viewer")
    for address, secret in (("a@acme.example", token), ("b@acme.example", late)):
        person = store.signed_in(ISSUER, address, address, is_verified=True)
        assert store.memberships(person.id) == {}
        with pytest.raises(InvitationProblem):
            store.accept(secret, person, is_verified=True)


def test_an_invitation_takes_no_role_away(store, members):
    _, token = store.invite("w", "owner@acme.example", "viewer")
    store.accept(token, store.person(members["owner"].actor.person))
    assert store.memberships(members["owner"].actor.person)["w"].role == "owner"


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@c.example", "a@b.example,c@d.example",
                                   "x" * 330 + "@b.example"])
def test_an_invitation_needs_an_address(store, email):
    with pytest.raises(InvitationProblem, match="is not an e-mail address"):
        store.invite("w", email, "viewer")


def test_what_happens_to_people_is_in_the_history_and_the_visits(store, members):
    _, token = store.invite("w", "new@acme.example", "viewer", author="Ann")
    store.accept(token, store.signed_in(ISSUER, "new"))
    kinds = [(change.kind, change.action) for change in store.history("w")[:2]]
    assert kinds == [("person", "change"), ("invitation", "add")]
    assert store.visits("w")[0].event == "joined"


STATEMENTS = (
    "update history set author = 'x'", "update history set moment = '2020-01-01'", "delete from history",
    "update visits set event = 'x'", "delete from visits",
)  # fmt: skip


def test_the_database_itself_refuses_to_rewrite_who_did_what(both):
    both.create_link("w", Link("l"), author="Ann")
    both.signed_in(ISSUER, "ann")
    for statement in STATEMENTS:
        refused = pytest.raises(sa.exc.DBAPIError, match="only ever added to")
        with refused, both._database.engine.begin() as connection:
            connection.execute(sa.text(statement))
    assert both.history("w")[0].author == "Ann"


def test_people_and_invitations_on_both_databases(both):
    owner = both.signed_in(ISSUER, "ann", "ann@acme.example", is_verified=True)
    both.set_role("w", owner.id, "owner")
    _, token = both.invite("w", "bob@acme.example", "lead", ("Service",), author="ann@acme.example")
    bob = both.signed_in(ISSUER, "bob")
    both.accept(token, bob)
    assert [(member.role, member.units) for member in both.members("w")] == [("owner", ()), ("lead", ("Service",))]
    both.dismiss("w", bob.id)
    assert both.memberships(bob.id) == {}


def test_sign_ins_are_counted_from_now(store):
    before = datetime.now(UTC)
    person = store.signed_in(ISSUER, "ann", "ann@acme.example", "Ann")
    assert person.created >= before and store.person(person.id).seen == person.seen


def test_of_many_who_bring_one_invitation_at_once_one_gets_in(both):
    _, token = both.invite("w", "bob@acme.example", "editor", author="ann@acme.example")
    people = [both.signed_in(ISSUER, f"bob {number}") for number in range(8)]

    def accepts(person):
        try:
            both.accept(token, person)
        except InvitationProblem:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(accepts, people)) == 1
    assert len(both.members("w")) == 1
