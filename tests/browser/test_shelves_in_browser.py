"""The shelves on a telephone with its scanner: each scan a word and a tone, in order, without a reload."""

from browsing import needs_chromium, wrong_with
from playwright.sync_api import Page, expect

pytestmark = needs_chromium
KNOWN, UNKNOWN = "9780064410939", "9787544270878"
PAGES = ("/shelves", "/shelves/returns", "/shelves/read", "/stocktake", "/repairs", "/books/1/way")
LISTEN = """
const make = AudioContext.prototype.createOscillator;
window.tones = [];
AudioContext.prototype.createOscillator = function () {
  const wave = make.call(this), start = wave.start;
  wave.start = (...at) => { window.tones.push(wave.frequency.value); return start.apply(wave, at); };
  return wave;
};
"""


def test_scans_are_answered_by_two_tones_and_no_page_is_loaded(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for where in PAGES:
        page.goto(where)
        assert wrong_with(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, where
    page.add_init_script(LISTEN)
    page.goto("/shelves/read")
    page.evaluate("window.stays = true")
    page.keyboard.type(f"{KNOWN}\n")
    expect(page.locator(".heard-word")).to_contain_text("Right")
    page.keyboard.type(f"{UNKNOWN}\n")
    expect(page.locator(".heard-word")).to_contain_text("Unknown")
    expect(page.get_by_role("heading", name="Unknown codes")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    assert page.evaluate("window.tones") == [880, 220]
    assert page.evaluate("window.stays"), "no page was loaded"
