"""What judging a paper costs without a line: on the command line's way, and in a browser.

python bench/verify.py
"""

import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from konsil.core import seal, slip
from konsil.gates.keys import Keyring, slips
from konsil.gates.keys.slips import Unsigned

ROUNDS = 2_000
LIMIT = 1.0  # ms
DAY = date(2026, 11, 27)
HERE = "ochiul-limpede"
STATIC = Path(__file__).resolve().parent.parent / "src/konsil/web/static"
JUDGED = """async ([code, told, clinic, today, rounds]) => {
  const { judge } = await import("/konsil/offline/code.js");
  const took = [];
  for (let n = 0; n < rounds; n++) {
    const began = performance.now();
    if (await judge(code, told, clinic, today) !== "valid") throw new Error("not valid");
    took.push(performance.now() - began);
  }
  return took;
}"""


def main() -> None:
    """Print both figures beside the limit; the exit status is 1 when one is over."""
    ring = Keyring(Path(tempfile.mkdtemp()) / "keys")
    lines = slip.services([("OFT-CONS", 1), ("OFT-OCT", 2)], [("OFT-TONO", 1), ("OFT-FUND", 1), ("OFT-CV", 1)])
    code = slips.signed(ring, Unsigned(seal.number("AV", 123_456_789_012), HERE, DAY, lines))
    keys = slips.public(ring, DAY)
    found = {"python": _python(code, slip.Known(keys)), "chromium": _chromium(code, slip.told_keys(keys))}
    for name, took in found.items():
        median, slow = statistics.median(took), statistics.quantiles(took, n=100)[98]
        print(f"{name:9} {median:6.3f} ms, 99 of 100 under {slow:6.3f} ms (limit {LIMIT} ms)")
    raise SystemExit(any(statistics.median(took) > LIMIT for took in found.values()))


def _python(code: str, known: slip.Known) -> list[float]:
    took = []
    for _ in range(ROUNDS):
        began = time.process_time_ns()
        assert slip.judge(code, known, HERE, DAY, slips.check) == "valid"
        took.append((time.process_time_ns() - began) / 1e6)
    return took


def _chromium(code: str, keys: dict[str, dict[str, str]]) -> list[float]:
    """The module of the page itself, in a page that has nothing else."""
    from playwright.sync_api import Route, sync_playwright

    def answer(route: Route) -> None:
        path = STATIC / route.request.url.partition("localhost/")[2]
        if path.is_file():
            route.fulfill(body=path.read_text("utf8"), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>bench</title>", content_type="text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto("http://localhost/")
        took: list[float] = page.evaluate(JUDGED, [code, {"keys": keys}, HERE, DAY.isoformat(), ROUNDS])
        browser.close()
    return took


if __name__ == "__main__":
    main()
