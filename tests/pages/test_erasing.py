"""An owner erases a customer on the Data page; nobody else is offered it."""

from cxlib.ingest import read
from cxlib.intake import source_of, take_in
from cxlib.store import open_store
from cxlib.workspace import Workspace

ROWS = "Customer ID,Date,Score\n" + "\n".join(f"KUNDE-{n},2026-0{n % 9 + 1}-11,{n % 11}" for n in range(1000, 1040))


def customers(home):
    store = open_store(home)
    store.create(Workspace("acme", name="Acme"))
    (home / "survey.csv").write_text(ROWS)
    reading = read(home / "survey.csv")
    (home / "survey.csv").unlink()
    take_in(store, "acme", reading, source_of(reading))
    return store


def opened(app):
    app.run()
    return app.switch_page("pages/prepare/data.py").run()


def text(app):
    return " ".join(element.proto.body for element in app.get("html"))


def test_a_customer_is_gone_after_the_button_and_the_confirmation(app, home):
    store = customers(home)
    page = opened(app)
    page.text_input(key="erase.customer").set_value("KUNDE-1007")
    page.button(key="erase.go").click().run()
    assert store.workspace("acme").sources[0].rows == 40  # not without the confirmation
    page.text_input(key="erase.customer").set_value("KUNDE-1007")
    page.checkbox(key="erase.sure").check()
    page.button(key="erase.go").click().run()
    assert not page.exception and "1 row removed from 1 stored version" in text(page)
    assert store.workspace("acme").sources[0].rows == 39
    assert not any(b"KUNDE-1007" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_an_unknown_customer_is_said(app, home):
    customers(home)
    page = opened(app)
    page.text_input(key="erase.customer").set_value("nobody")
    page.checkbox(key="erase.sure").check()
    page.button(key="erase.go").click().run()
    assert "Nobody with this id" in text(page)


def test_data_without_customers_offer_nothing(app, workspace):
    assert not [box for box in opened(app).text_input if box.key == "erase.customer"]
