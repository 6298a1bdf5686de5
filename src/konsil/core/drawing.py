"""The drawing of a programme: its stages as columns, its facts as boxes, what each needs, what it takes back.

One SVG as a string, with its own colours by day and by night; inside a page it takes the page's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from konsil.core.flow import Column, Flow, Place, flow, rests_on
from konsil.core.programme import Programme
from konsil.core.wording import Wording

WIDTH, GUTTER, EDGE, TOP = 214, 74, 28, 134
INDENT, GAP, LINE = 16, 8, 15
BIG, SMALL = 25, 30  # characters that fit on a line of a box on the way, and beside it

STYLE = """
:root:where(svg){color-scheme:light dark}
.flow{--f-paper:var(--paper,light-dark(#faf8f4,#101615));--f-box:var(--surface,light-dark(#fff,#171f1e));
--f-ink:var(--ink,light-dark(#16211f,#e9f0ee));--f-soft:var(--ink-3,light-dark(#5f6b68,#94a29e));
--f-line:var(--line-2,light-dark(#d3cdbf,#3a4745));--f-brand:var(--brand,light-dark(#0e5a53,#63c3b5));
--f-brand-soft:var(--brand-soft,light-dark(#e0efeb,#14332f));--f-undo:var(--warn,light-dark(#7d4400,#f5c071));
font-family:var(--sans,"Inter",system-ui,sans-serif);background:var(--f-paper)}
.flow .paper{fill:var(--f-paper)}
.flow text{fill:var(--f-ink);font-size:12px}
.flow .title{font:600 23px var(--serif,"Source Serif",Georgia,serif)}
.flow .notice,.flow .public,.flow .legend{fill:var(--f-soft);font-size:11.5px}
.flow .stage{font-size:14px;font-weight:650}
.flow .rule{stroke:var(--f-brand);stroke-width:2}
.flow .any .rule{stroke:var(--f-line)}
.flow .fact rect{fill:var(--f-box);stroke:var(--f-line)}
.flow .fact text{font-size:11.5px;fill:var(--f-soft)}
.flow .way rect{fill:var(--f-brand-soft);stroke:var(--f-brand)}
.flow .way text{font-size:12.5px;font-weight:600;fill:var(--f-ink)}
.flow .promise rect{fill:var(--f-brand);stroke:none}
.flow .promise text{fill:var(--f-paper);font-size:10px;font-weight:600}
.flow .end rect{fill:var(--f-ink);stroke:none}
.flow .end text{fill:var(--f-paper);font-size:10px;font-weight:600}
.flow path{fill:none;stroke:var(--f-line);stroke-width:1.25}
.flow .needs{stroke:var(--f-brand);stroke-width:1.75}
.flow .tip{fill:var(--f-brand);stroke:none}
.flow .undoes{stroke:var(--f-undo);stroke-dasharray:3 4;opacity:.5}
.flow .fact:hover rect{stroke:var(--f-ink)}
"""


LEGEND = {
    "way": '<g class="fact way"><rect x="0" y="-8" width="32" height="16" rx="5"/></g>',
    "needs": '<path class="needs" d="M0 0h28"/><path class="tip" d="M32 0l-7 -4v8z"/>',
    "undoes": '<path class="undoes" d="M0 0h32"/>',
    "term": '<g class="promise"><rect x="0" y="-8" width="32" height="16" rx="8"/></g>',
    "end": '<g class="end"><rect x="0" y="-8" width="32" height="16" rx="8"/></g>',
}


@dataclass(frozen=True)
class Box:
    """Where a fact is drawn: its corner, its size, the lines of its label."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw(programme: Programme, wording: Wording) -> str:
    """The drawing in one language. `NoText` where the programme has no words for something."""
    return _Drawing(programme, wording).svg()


class _Drawing:
    def __init__(self, programme: Programme, wording: Wording) -> None:
        self.programme, self.wording = programme, wording
        self.flow: Flow = flow(programme)
        self.terms, self.ends = dict(self._terms()), dict(self._ends())
        self.boxes: dict[str, Box] = {}
        for number, column in enumerate(self.flow.columns):
            self.boxes |= _laid(column, _left(number), wording, {*self.terms, *self.ends})

    def svg(self) -> str:
        width = _left(len(self.flow.columns)) - GUTTER + EDGE + 16
        low = max(box.y + box.height for box in self.boxes.values())
        name = escape(self.wording.say("programme.name"))
        parts = (
            self._title(), self._columns(), self._tree(), self._undone(), self._needs(), self._facts(),
            self._legend(low + 44),
        )  # fmt: skip
        body = "\n".join(line for part in parts for line in part)
        return (
            f'<svg class="flow" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {low + 76:g}" role="img"'
            f' aria-label="{name}">\n<style>{STYLE}</style>\n<rect class="paper" width="100%" height="100%"/>\n'
            f"{body}\n</svg>\n"
        )

    def _title(self) -> Iterator[str]:
        yield _text(EDGE, 40, self.wording.say("programme.name"), "title")
        if self.programme.notice:
            yield _text(EDGE, 60, self.wording.say("programme.notice"), "notice")

    def _columns(self) -> Iterator[str]:
        public = {stage.key: stage.public for stage in self.programme.stages}
        for number, column in enumerate(self.flow.columns):
            x = _left(number)
            name = self.wording.say(f"stage.{column.stage}" if column.stage else "stage.any-time")
            said = self.wording.say(f"public.{public[column.stage]}") if column.stage else ""
            yield f'<g class="column{"" if column.stage else " any"}">{_text(x, TOP - 18, name, "stage")}'
            yield f'<path class="rule" d="M{x} {TOP - 8}h{WIDTH}"/>'
            yield f"{_text(x, TOP - 38, said, 'public')}</g>"

    def _terms(self) -> Iterator[tuple[str, str]]:
        """The term of each contract's promise, at the first fact that meets it."""
        for promise in self.programme.promises.values():
            if promise.clause:
                yield promise.met_by[0], self.wording.span(promise.within)

    def _ends(self) -> Iterator[tuple[str, str]]:
        """The name of each end, at the facts that bring it."""
        for key, when in self.programme.ends.items():
            yield from ((name, self.wording.say(f"end.{key}")) for name in rests_on(when))

    def _facts(self) -> Iterator[str]:
        for column in self.flow.columns:
            for place in column.places:
                yield from self._fact(place, self.boxes[place.name])

    def _fact(self, place: Place, box: Box) -> Iterator[str]:
        yield f'<g class="fact{" way" if place.on_the_way else ""}">'
        yield f"<title>{escape(self.wording.say(f'fact.{place.name}.help'))}</title>{_rect(box, 9)}"
        for number, line in enumerate(box.lines):
            yield _text(box.x + 11, box.y + 19 + number * LINE, line)
        if term := self.terms.get(place.name):
            yield _chip("promise", box.right - _broad(term) - 8, box, term)
        if end := self.ends.get(place.name):
            yield _chip("end", box.x + 10, box, end)
        yield "</g>"

    def _tree(self) -> Iterator[str]:
        """The elbows of the outline: what stands under what."""
        for column in self.flow.columns:
            for place in column.places:
                if place.under:
                    above, box = self.boxes[place.under], self.boxes[place.name]
                    x = above.x + INDENT / 2
                    yield f'<path d="M{x:g} {above.y + above.height:g}V{box.middle - 5:g}q0 5 5 5H{box.x:g}"/>'

    def _needs(self) -> Iterator[str]:
        for before, after in self.flow.lines:
            one, two = self.boxes[before], self.boxes[after]
            if one.x == two.x:
                yield from _down(one, two)
            else:
                yield from _across(one, two)

    def _undone(self) -> Iterator[str]:
        for undoer, undone in self.flow.undone:
            one, two = self.boxes[undoer], self.boxes[undone]
            start, stop, out, in_ = _sides(one, two)
            yield (
                f'<path class="undoes" d="M{start:g} {one.middle:g}C{start + out:g} {one.middle:g} '
                f'{stop + in_:g} {two.middle:g} {stop:g} {two.middle:g}"/>'
            )

    def _legend(self, y: float) -> Iterator[str]:
        """What the lines and the small labels mean."""
        x = float(EDGE)
        for key, sample in LEGEND.items():
            text = self.wording.say(f"drawing.{key}")
            yield f'<g transform="translate({x:g} {y:g})">{sample}{_text(42, 4, text, "legend")}</g>'
            x += 74 + 6.2 * len(text)


def _sides(one: Box, two: Box) -> tuple[float, float, float, float]:
    """Where a line that takes back leaves one box and enters the other, and how far it swings out there."""
    if abs(one.x - two.x) < WIDTH:  # one column
        swing = 20 + min(46, abs(one.middle - two.middle) / 9)
        return one.right, two.right, swing, swing
    return (one.right, two.x, 70, -70) if one.x < two.x else (one.x, two.right, -70, 70)


def _left(number: int) -> int:
    return EDGE + number * (WIDTH + GUTTER)


def _laid(column: Column, x: int, wording: Wording, chips: set[str]) -> dict[str, Box]:
    """The boxes of a column from top to bottom."""
    found, y = dict[str, Box](), float(TOP + 6)
    for place in column.places:
        inset = place.depth * INDENT
        fits = BIG if place.on_the_way else SMALL - 2 * place.depth
        lines = tuple(wrap(wording.say(f"fact.{place.name}.done"), fits))
        y += GAP if place.depth == 0 and found else 0
        height = 14 + LINE * len(lines) + (8 if place.name in chips else 0)
        found[place.name] = Box(x + inset, y, WIDTH - inset, height, lines)
        y += height + GAP
    return found


def _down(one: Box, two: Box) -> Iterator[str]:
    """From a step on the way to the next in the same column, along its left side."""
    x = one.x - 12
    yield f'<path class="needs" d="M{one.x:g} {one.middle:g}h-6q-6 0 -6 6V{two.middle - 6:g}q0 6 6 6h2"/>'
    yield _tip(x + 12, two.middle)


def _across(one: Box, two: Box) -> Iterator[str]:
    reach = (two.x - one.right) / 2
    yield (
        f'<path class="needs" d="M{one.right:g} {one.middle:g}C{one.right + reach:g} {one.middle:g} '
        f'{two.x - reach:g} {two.middle:g} {two.x - 4:g} {two.middle:g}"/>'
    )
    yield _tip(two.x, two.middle)


def _tip(x: float, y: float) -> str:
    return f'<path class="tip" d="M{x:g} {y:g}l-7 -4v8z"/>'


def _chip(kind: str, x: float, box: Box, text: str) -> str:
    """A small label on the lower edge of a box."""
    chip = Box(x, box.y + box.height - 12, _broad(text), 17, (text,))
    return f'<g class="{kind}">{_rect(chip, 8.5)}{_text(x + chip.width / 2, chip.y + 12, text, anchor="middle")}</g>'


def _broad(text: str) -> float:
    return 14 + 5.6 * len(text)


def _rect(box: Box, round_: float) -> str:
    return f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="{round_:g}"/>'


def _text(x: float, y: float, text: str, name: str = "", anchor: str = "") -> str:
    marks = "".join(f' {key}="{value}"' for key, value in (("class", name), ("text-anchor", anchor)) if value)
    return f'<text x="{x:g}" y="{y:g}"{marks}>{escape(text)}</text>'
