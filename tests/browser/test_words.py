"""The page in German and Spanish, who chooses the language and where, and times in the zone of their site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import LONGEST_S, Tab, Visit
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


@pytest.fixture(scope="module")
def german(chromium: Browser, station: Station) -> Iterator[Page]:
    """A page of a browser that asks for German, for trying modules out."""
    context = chromium.new_context(locale="de", timezone_id="America/Bogota")
    page = context.new_page()
    page.goto(f"{station.url}/sign-in")
    expect(page.locator("h1")).to_be_visible()
    yield page
    context.close()


def drawn(page: Page, template: str) -> str:
    """What a template becomes in the language of a page."""
    return str(
        page.evaluate(
            f"""async () => {{
                const {{ html, render }} = await import("/static/js/lib/html.js");
                const words = await import("/static/js/lib/words.js");
                const {{ page }} = words.catalogue;
                Object.assign(page, {{ "{{0}} of {{1}} files": "von {{1}} Dateien {{0}}", Note: "Notiz" }});
                Object.assign(page, {{ "Close the file": "Datei schließen" }});
                const box = document.createElement("div");
                render({template}, box);
                return box.innerHTML;
            }}"""
        )
    )


def test_a_visitor_meets_the_language_of_their_browser(german: Page) -> None:
    assert german.locator("h1").inner_text() == "Anmelden"
    assert german.evaluate("document.documentElement.lang") == "de"


def test_static_texts_and_attributes_are_translated_and_holes_may_change_places(german: Page) -> None:
    assert drawn(german, 'html`<p title="Close the file">\n  ${3} of ${7} files</p>`') == (
        '<p title="Datei schließen">von 7 Dateien 3</p>'
    )


def test_what_people_wrote_is_never_translated(german: Page) -> None:
    given = 'html`<b title=${"Close the file"}>${"Note"}</b><code>Note</code><i class="Note">Note</i>`'
    assert drawn(german, given) == '<b title="Close the file">Note</b><code>Note</code><i class="Note">Notiz</i>'


def test_a_choice_with_an_id_or_that_is_its_own_value_is_a_name(german: Page) -> None:
    told = german.evaluate(
        """async () => {
            const { choiceText, crumbText } = await import("/static/js/lib/words.js");
            const id = "0198f2a4-1c3e-7000-8000-000000000000";
            return [choiceText({ value: "night", label: "Home" }), choiceText({ value: id, label: "Home" }),
                choiceText({ value: "Home", label: "Home" }), crumbText({ label: "Home", href: "/" }),
                crumbText({ label: "Home", href: `/projects/${id}` }), crumbText({ label: "Home" })];
        }"""
    )
    assert told == ["Start", "Home", "Home", "Start", "Home", "Home"]


def test_two_meanings_of_one_word_are_told_apart_and_the_difference_is_never_shown(german: Page) -> None:
    told = german.evaluate(
        """async () => {
            const { t } = await import("/static/js/lib/words.js");
            return [t("Open"), t("Open§do"), t("Unheard of§do")];
        }"""
    )
    assert told == ["Offen", "Öffnen", "Unheard of"]


def test_numbers_and_counted_words_follow_the_language(german: Page) -> None:
    told = german.evaluate(
        """async () => {
            const { count, fixed, plural } = await import("/static/js/lib/format.js");
            return [count(12345), fixed(0.5, 2), plural(1, "recording"), plural(2000, "recording")];
        }"""
    )
    assert told == ["12.345", "0,50", "1 Aufnahme", "2.000 Aufnahmen"]


def test_a_moment_is_told_in_the_zone_of_its_site_with_the_zone(german: Page) -> None:
    told = german.evaluate(
        """async () => {
            const { dateTime } = await import("/static/js/lib/format.js");
            const { sites, zoneOf } = await import("/static/js/lib/names.js");
            const before = sites.value;
            sites.value = [{ id: "a", project_id: "p", name: "Mill", time_zone: "Europe/Vienna" }];
            const at = "2026-06-30T22:30:00Z";
            const rows = [{ site_id: "a" }, { site: "Mill", project_id: "p" }, { utc_offset_min: -150 }, {}];
            const told = rows.map((row) => dateTime(at, zoneOf(row)));
            sites.value = before;
            return told;
        }"""
    )
    assert told == [
        "1. Juli 2026, 00:30 MESZ",
        "1. Juli 2026, 00:30 MESZ",
        "30. Juni 2026, 20:00 GMT-2:30",
        "30. Juni 2026, 17:30 GMT-5",
    ]


def test_days_of_a_filter_begin_at_the_midnight_of_the_chosen_site(german: Page) -> None:
    told = german.evaluate(
        """async () => {
            const { asMoments } = await import("/static/js/lib/moments.js");
            const { sites } = await import("/static/js/lib/names.js");
            const before = sites.value;
            sites.value = [{ id: "a", time_zone: "Europe/Berlin" }];
            const days = asMoments({ site_id: "a", from: "2026-03-28", to: "2026-03-29" });
            sites.value = before;
            return [days.from, days.to, asMoments({ from: "2026-03-28" }).from];
        }"""
    )
    assert told == ["2026-03-27T23:00:00.000Z", "2026-03-29T22:00:00.000Z", "2026-03-28T05:00:00.000Z"]


def test_problems_of_the_station_are_told_by_their_code(german: Page) -> None:
    told = german.evaluate(
        """async () => {
            const { problemText, fieldText } = await import("/static/js/lib/station_words.js");
            return [problemText({ code: "forbidden", detail: "No." }), problemText({ code: "new-one", detail: "No." }),
                fieldText({ code: "missing", message: "Field required" })];
        }"""
    )
    assert told[0].startswith("Du darfst")
    assert told[1:] == ["No.", "Das wird gebraucht."]


def test_a_language_chosen_in_the_menu_stays_with_the_account(visit: Visit, station: Station) -> None:
    tab: Tab = visit()
    try:
        tab.open("/jobs")
        tab.page.get_by_role("button", name="your menu").click()
        tab.page.locator(".menu").get_by_text("Español").click()
        expect(tab.heading("Trabajos")).to_be_visible()
        assert station.call("GET", "/me")["preferences"]["locale"] == "es"
        other = visit()
        other.open("/jobs")
        expect(other.heading("Trabajos")).to_be_visible()
        assert other.page.evaluate("document.documentElement.lang") == "es"
    finally:
        station.call("PATCH", "/me", json={"preferences": {"locale": "en"}})


def test_whoever_signs_in_can_choose_a_language_first(visit: Visit) -> None:
    tab = visit(None, width=360)
    tab.open("/sign-in")
    tab.button("Deutsch").click()
    expect(tab.heading("Anmelden")).to_be_visible()
    assert tab.width_overflow() <= 0
    assert tab.violations() == []
    tab.button("English").click()
    expect(tab.heading("Sign in")).to_be_visible()


@pytest.mark.parametrize("language", ["de", "es"])
def test_pages_in_longer_words_still_fit_a_telephone(visit: Visit, sample: Station, language: str) -> None:
    tab = visit(width=360)
    sample.call("PATCH", "/me", json={"preferences": {"locale": language}})
    try:
        for path in ("/recordings", "/calls", "/telemetry/events", "/datasets", "/profile"):
            tab.open(path)
            assert tab.width_overflow() <= 0, path
    finally:
        sample.call("PATCH", "/me", json={"preferences": {"locale": "en"}})


def test_what_was_found_in_a_file_is_told_in_the_language_of_the_page_with_its_figures(german: Page) -> None:
    told = german.evaluate(
        """async () => {
            const { findingText } = await import("/static/js/lib/station_words.js");
            return ["Air 2: 1,204 values of spikes made missing", "0.125% of the samples are clipped",
                "12 gaps, the longest 1.5 h; the usual step is 10 min", "something new"].map(findingText);
        }"""
    )
    assert told == [
        "Air 2: 1.204 Werte von Spitzen entfernt",
        "0,125\u00a0% der Abtastwerte sind übersteuert",
        "12 Lücken, die längste 1,5 h; der übliche Schritt ist 10 min",
        "something new",
    ]
