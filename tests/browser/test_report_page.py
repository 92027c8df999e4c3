"""The report in a real browser: nothing leaves, nothing overlaps, nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# boxes of all texts drawn inside one figure; matplotlib puts each into a group of its own
TEXT_BOXES = """svg => [...svg.querySelectorAll('g[id*="-text_"]')].map(g => {
    const b = g.getBoundingClientRect();
    return [g.id, b.left, b.top, b.right, b.bottom];
}).filter(b => b[3] > b[1])"""


@pytest.fixture(params=[1280, 1920])
def page(request: pytest.FixtureRequest, browser: Browser, report_page: Path) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 1000})
    opened.log = []  # what must not happen
    opened.on("console", lambda message: opened.log.append(f"console: {message.text}"))
    opened.on("pageerror", lambda error: opened.log.append(f"error: {error}"))
    opened.on("request", lambda request: opened.log.append(request.url))
    opened.goto(report_page.as_uri())
    yield opened
    opened.close()


def test_nothing_is_asked_for_and_nothing_fails(page: Page, report_page: Path) -> None:
    page.wait_for_load_state("networkidle")
    assert [entry for entry in page.log if not entry.startswith("data:")] == [report_page.as_uri()]


def test_no_sideways_scrolling(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    width, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= room
    # tables fit without their own scroll bar at these widths
    assert page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(d => d.scrollWidth <= d.clientWidth)"
    )


def test_headings_in_the_order_of_reading(page: Page) -> None:
    assert page.locator("h1").count() == 1
    assert page.locator("h2").all_inner_texts() == [
        "Warnings and refusals",
        "Figures",
        "Numbers",
        "Mechanism",
        "Fits",
        "Checks",
        "What was read",
        "Conventions and settings",
        "References",
    ]


def test_figures_are_seen(page: Page) -> None:
    figures = page.locator("figure svg")
    assert figures.count() == 9
    for i in range(figures.count()):
        box = figures.nth(i).bounding_box()
        # bars are as high as their number asks for
        assert box is not None and box["width"] > 300 and box["height"] > 130


def test_no_text_overlaps_inside_a_figure(page: Page) -> None:
    figures = page.locator("figure svg")
    for i in range(figures.count()):
        frame: Any = figures.nth(i).bounding_box()
        boxes = figures.nth(i).evaluate(TEXT_BOXES)
        assert len(boxes) > 8
        for name, left, top, right, bottom in boxes:
            # a pixel for anti-aliasing
            assert left >= frame["x"] - 1 and right <= frame["x"] + frame["width"] + 1, name
            assert top >= frame["y"] - 1 and bottom <= frame["y"] + frame["height"] + 1, name
        for one, other in combinations(boxes, 2):
            wide = min(one[3], other[3]) - max(one[1], other[1])
            high = min(one[4], other[4]) - max(one[2], other[2])
            assert wide <= 0.5 or high <= 0.5, (one[0], other[0])


def test_cards_hold_their_numbers(page: Page) -> None:
    assert page.evaluate(
        "[...document.querySelectorAll('.cards > div')].every(d => d.scrollWidth <= d.clientWidth)"
    )


@pytest.mark.parametrize("width", [1024, 1440])
def test_section_on_the_mechanism(browser: Browser, report_page: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000})
    page.goto(report_page.as_uri())
    section = page.locator("#mechanism")
    hidden = section.locator("details table")
    assert section.locator("table").count() == 3 and not hidden.first.is_visible()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert hidden.first.is_visible()
    assert page.evaluate(
        "[...document.querySelectorAll('#mechanism .scroll')]"
        ".every(d => d.scrollWidth <= d.clientWidth)"
    )
    # a number is never broken: all its pieces stand in one line
    assert section.locator(".quoted").evaluate_all(
        "found => found.every(q => { const r = [...q.getClientRects()];"
        " return r.every(piece => Math.abs(piece.y - r[0].y) < 8); })"
    )
    page.close()


def test_narrow_window_stays_usable(browser: Browser, report_page: Path) -> None:
    page = browser.new_page(viewport={"width": 700, "height": 900})
    page.goto(report_page.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    page.close()
