"""The pages in a real Chromium: no fault, no barrier (axe-core), with the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": (1280, 900), "phone": (390, 844), "wall": (2560, 1440)}
PAGES = [
    "/", "/claims", "/claims?status=disputed&since=2024-10", "CLAIM", "/articles", "ARTICLE",
    "/actors", "/actors/RUS", "/actors/person.vladimir-putin", "/dyads/PRK/RUS", "/network",
    "/map", "/map?view=east-asia&shade=0", "/timeline",
    "/timeline?since=2024-10-18&until=2024-10-19", "GROUP", "/events", "/search?q=troops",
    "/search", "/searches", "/add", "/failures", "/corrections", "/people/me", "/people",
    "/audit", "/help", "/api", "/nothing",
]  # fmt: skip


@pytest.fixture(scope="module")
def places(served: Any) -> dict[str, str]:
    store = served.app.state.site.store
    claim = store.claims(order="positions", limit=1).items[0].record
    return {
        "CLAIM": f"/claims/{claim.id}",
        "GROUP": f"/claims/{claim.id}/group",
        "ARTICLE": f"/articles/{claim.positions[0].document}",
    }


@pytest.fixture
def tab(browser: Any, served: Any) -> Any:
    """A tab of a fresh browser; a fault or a breach of the policy in it fails the test."""
    context = browser.new_context(base_url=served.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.faults = faults
    yield page
    context.close()
    assert [f for f in faults if "status of 4" not in f] == []


@pytest.fixture(scope="module")
def views(browser: Any, served: Any) -> Any:
    """Two tabs into which axe-core may be put: our policy rightly refuses it to anybody else."""
    contexts = []
    for scheme, size in (("light", "desk"), ("dark", "phone")):
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=served.url, viewport={"width": width, "height": height}, color_scheme=scheme,
            bypass_csp=True,
        )  # fmt: skip
        contexts.append((f"{scheme} {size}", context.new_page()))
    yield contexts
    for _, page in contexts:
        page.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_no_barrier(views: Any, places: dict[str, str], path: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not here: npm ci in web/")
    for name, page in views:
        page.goto(places.get(path, path))
        page.add_script_tag(path=str(AXE))
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags},"
            " resultTypes: ['violations']})", RULES,
        )  # fmt: skip
        barriers = [
            f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}"
            for v in found["violations"]
        ]
        assert barriers == [], f"{path} {name}"
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide} px ({name})"


def test_every_page_keeps_the_policy(tab: Any, places: dict[str, str]) -> None:
    for path in PAGES:
        tab.goto(places.get(path, path))


def test_the_policy_refuses_inline_script_and_foreign_images(tab: Any) -> None:
    tab.goto("/help")
    ran = tab.evaluate(
        """() => { try { const s = document.createElement('script'); s.textContent = 'window.x = 1';
        document.head.append(s) } catch { return 'refused' } return window.x ?? 'refused' }"""
    )
    assert ran == "refused"
    html = tab.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return 'yes' } catch { return 'no' } }"
    )
    assert html == "no"
    tab.faults.clear()


def test_from_today_to_the_words_that_prove_it(tab: Any) -> None:
    tab.goto("/")
    tab.locator(".claims .what a").first.click()
    assert "/claims/" in tab.url
    title = tab.locator("h1").inner_text()
    assert title and title in tab.title()
    tab.locator(".matrix td a").first.click()
    quote = tab.locator(".quote:target")
    assert quote.locator("blockquote").inner_text()
    quote.locator("footer a[href^='/articles/']").click()
    assert "/articles/" in tab.url
    assert tab.locator(".text .ev").count() > 0


def test_the_reader_says_why_on_hover_and_on_focus(tab: Any, places: dict[str, str]) -> None:
    tab.goto(places["ARTICLE"])
    mark = tab.locator(".text a.ev[href^='#e-']").first
    mark.hover()
    tip = tab.locator("[role=tooltip]")
    assert "because" in tip.inner_text()
    tab.keyboard.press("Escape")
    assert tip.count() == 0
    tab.mouse.move(0, 0)
    mark.focus()
    assert "because" in tip.inner_text()
    assert mark.get_attribute("aria-describedby") == tip.get_attribute("id")


def test_what_changed_since_i_last_looked(tab: Any, served: Any, places: dict[str, str]) -> None:
    tab.goto(places["CLAIM"])
    tab.goto(places["CLAIM"])
    assert "Nothing has changed" in tab.locator("main").inner_text()
    people = served.app.state.site.people
    claim = places["CLAIM"].split("/")[-1]
    _, state = people.last_look(0, claim)
    _status, *keys = state.splitlines()
    people.look(0, claim, "\n".join(["unconfirmed", *keys[1:]]))
    tab.goto(places["CLAIM"])
    news = tab.locator("section[aria-labelledby=since]").inner_text()
    assert "The status was" in news
    assert tab.locator(".quote .new").count() == 1


def test_with_the_keyboard_alone(tab: Any) -> None:
    tab.goto("/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.keyboard.press("/")
    tab.keyboard.type("putin", delay=20)
    tab.wait_for_selector("[role=option]")
    tab.keyboard.press("ArrowDown")
    assert tab.locator("#find").get_attribute("aria-activedescendant")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/actors/**")
    assert "Putin" in tab.locator("h1").inner_text()
    tab.keyboard.press("g")
    tab.keyboard.press("c")
    tab.wait_for_url("**/claims")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/claims/**")
    # every mark of the matrix can be reached and followed
    for _ in range(60):
        tab.keyboard.press("Tab")
        if tab.evaluate("!!document.activeElement.closest('.matrix td')"):
            break
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    tab.keyboard.press("Enter")
    assert "#q" in tab.url


def test_filters_are_kept_from_page_to_page_and_in_the_address(tab: Any) -> None:
    tab.goto("/claims")
    tab.locator(".filters summary").click()
    tab.select_option("#f-status", "disputed")
    tab.locator(".filters button").click()
    assert "status=disputed" in tab.url
    assert all("Disputed" in text for text in tab.locator(".claims .status").all_inner_texts())
    tab.locator(".nav a", has_text="Map").click()
    assert "/map?status=disputed" in tab.url
    tab.locator(".nav a", has_text="Timeline").click()
    assert "status=disputed" in tab.url


def _brush(tab: Any, start: float, end: float) -> None:
    """Drag over the chart, from one share of its width to another."""
    chart = tab.locator("[data-brush] svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    tab.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] / 2)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] * end, box["y"] + box["height"] / 2, steps=8)
    tab.mouse.up()


def test_brushing_the_timeline(tab: Any) -> None:
    tab.goto("/timeline")
    _brush(tab, 0.3, 0.8)
    tab.wait_for_url("**since=20*")
    assert "until=20" in tab.url


def test_the_timeline_down_to_the_hour(tab: Any) -> None:
    tab.goto("/timeline?since=2024-10-18&until=2024-10-19")
    chart = tab.locator("[data-brush] svg")
    assert chart.get_attribute("data-unit") == "hour"
    _brush(tab, 0.3, 0.6)
    tab.wait_for_url("**since=2024-10-18T*")
    assert "T" in tab.input_value("#b-until")
    assert ":00" in tab.locator("[data-brush] svg").text_content()
    # and without a pointer
    tab.fill("#b-since", "2024-10-18T06")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**since=2024-10-18T06**")


def test_countries_are_shaded_and_lead_to_their_events(tab: Any) -> None:
    tab.goto("/map")
    shades = tab.locator("[data-map] .shade")
    assert shades.count() > 2
    fills = set(shades.evaluate_all("all => all.map(s => getComputedStyle(s).fill)"))
    assert len(fills) > 1
    link = tab.locator("[data-map] a:has(.shade)").first
    assert "events" in link.get_attribute("aria-label")
    link.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/events?place=**")
    tab.goto("/map")
    tab.locator(".chip", has_text="Places only").click()
    tab.wait_for_url("**shade=0**")
    assert tab.locator("[data-map] .shade").count() == 0


def test_merging_and_parting_with_the_keyboard(tab: Any, served: Any) -> None:
    store = served.app.state.site.store
    rows = store.claims(order="positions", limit=30).items
    one, other = [row.record for row in rows if len(row.record.events) > 1][1:3]
    tab.goto(f"/claims/{one.id}")
    tab.locator("a", has_text="Merge or split").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/group")
    tab.locator("#named").focus()
    tab.keyboard.type(other.id)
    tab.keyboard.press("Tab")  # the verdict: same
    tab.keyboard.press("Tab")
    tab.keyboard.type("one thing")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/claims/{one.id}?done=**")
    assert "one claim now" in tab.locator(".note").inner_text()
    assert {*store.claim(one.id).record.events} == {*one.events, *other.events}
    tab.goto("/corrections")
    tab.locator("tr", has_text="one thing").locator("button").click()
    assert {*store.claim(one.id).record.events} == {*one.events}
    tab.goto(f"/claims/{one.id}/group")
    moved = tab.locator("input[name=event]").last.get_attribute("value")
    tab.locator("input[name=event]").last.focus()
    tab.keyboard.press("Space")
    tab.fill("#s-why", "another matter")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**done=**")
    assert "parted off" in tab.locator(".note").inner_text()
    parted = store.claim(tab.url.split("/")[-1].split("?")[0]).record
    assert parted.events == (moved,)
    for correction in store.corrections(active=True).items:
        store.undo(correction.id, by="the test")


def test_the_map_zooms_with_the_keyboard(tab: Any) -> None:
    tab.goto("/map")
    tab.locator("[data-map]").focus()
    before = tab.evaluate("document.querySelector('[data-map]').viewBox.baseVal.width")
    tab.keyboard.press("+")
    tab.keyboard.press("ArrowRight")
    after = tab.evaluate("document.querySelector('[data-map]').viewBox.baseVal.width")
    assert after < before
    lands = tab.evaluate(
        "document.querySelector('[data-map] use.land').getBoundingClientRect().width"
    )
    assert lands > 0


def test_adding_a_text_shows_progress_and_then_the_claim(tab: Any) -> None:
    tab.goto("/add")
    tab.fill("#text", "Lima said on Tuesday that Quito had closed the border. Quito denied it.")
    tab.fill("#headline", "A closed border")
    tab.fill("#published", "2024-11-06")
    tab.locator("button", has_text="Read it").first.click()
    tab.wait_for_selector("text=done", timeout=90_000)
    tab.goto("/articles")
    tab.locator("a", has_text="A closed border").click()
    assert tab.locator(".text .cue").count() >= 1


def test_uploads_and_their_failures_have_reasons(tab: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "deutsch.txt").write_text(
        "Der Kanzler sagte am Montag, dass die Regierung keine Truppen schicken werde. Das Amt "
        "bestätigte das nicht, und die Opposition sprach von einem Fehler."
    )
    tab.goto("/add")
    tab.set_input_files("#files", [tmp_path / "empty.txt", tmp_path / "deutsch.txt"])
    tab.locator("button", has_text="Read them").click()
    tab.wait_for_selector("a:has-text('See what it changed')", timeout=90_000)
    words = tab.locator("main").inner_text()
    assert "empty.txt" in words and "deutsch.txt" in words
    assert "/tmp/" not in words and "000/" not in words


def test_correcting_in_place(tab: Any, places: dict[str, str]) -> None:
    tab.goto(places["ARTICLE"])
    card = tab.locator(".card").nth(1)
    card.locator("summary").click()
    card.locator("select[name=action]").select_option("accept")
    card.locator("input[name=reason]").fill("read it twice")
    card.locator("button", has_text="Save").click()
    assert "Saved" in tab.locator(".note").inner_text()
    assert "accepted" in tab.locator(".card").nth(1).inner_text()
    tab.goto("/corrections")
    row = tab.locator("tr", has_text="read it twice")
    row.locator("button").click()
    assert "undone" in tab.locator("tr", has_text="read it twice").inner_text()


def test_light_and_dark(tab: Any) -> None:
    tab.goto("/help")

    def colour() -> str:
        return str(tab.evaluate("getComputedStyle(document.body).color"))

    def choose(theme: str) -> None:
        tab.select_option("#theme", theme)
        with tab.expect_navigation():
            tab.locator(".foot button").click()

    light = colour()
    choose("dark")
    assert colour() != light
    choose("system")
    assert colour() == light


def test_a_dossier_prints(tab: Any, places: dict[str, str]) -> None:
    tab.goto(places["CLAIM"])
    paper = tab.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    tab.emulate_media(media="print")
    assert not tab.locator(".top").is_visible()
    assert tab.locator(".matrix").is_visible()


def test_everything_works_without_script(browser: Any, served: Any, places: dict[str, str]) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(places["ARTICLE"])
    page.locator(".text a.ev[href^='#e-']").first.click()
    assert page.locator(".card:target").is_visible()
    page.goto("/timeline")
    page.fill("#b-since", "2024-10-20")
    page.locator("[data-brush-form] button").click()
    assert "since=2024-10-20" in page.url
    page.fill("#find", "troops")
    page.locator(".find button").click()
    assert page.locator("h2", has_text="Passages").is_visible()
    context.close()
