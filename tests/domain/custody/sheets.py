"""What the model of custody enters from record sheets: they come with the sets, after these are back on record."""

from collections import Counter
from datetime import timedelta
from functools import partial
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from server.domain.custody import opening, paper
from tests.domain.custody.moments import BAGS
from tests.domain.custody.papers import CHIEF, CLERK, FIRST, SECOND, SPARE

chances = st.integers(0, 2**32 - 1).map(Random)


class Sheets:
    """Rules that the model takes on: openings and spares of a room, entered from its record sheet."""

    @precondition(lambda self: any("L4" in self.items[label].been for label in BAGS))
    @rule(chance=chances, back=st.sampled_from((0, 5, 40, 90)), what=st.sampled_from(("papers", "cards")))
    def supply_told_by_a_sheet(self, chance, back, what):
        """The sheet comes with the set: what was used in the room is entered once its bags are back, or closed."""
        been = [one for one in BAGS if "L3" in self.items[one].been and what in self.items[one].of.counts]
        source = self.pick(chance, [*been, *([SPARE] if "open" in self.items[SPARE].been else [])], (*BAGS, SPARE))
        targets = [one for one in been if one != source]
        closed = [one for one in targets if "seal" in self.items[one].been]
        pair = (source, self.pick(chance, closed or targets, BAGS))
        made = opening.Supply(self.fact(), "d1", *pair, what, self.pick(chance, (1, 2), (0, 9)), CHIEF, "漏印")
        form = paper.Paper("record", self.now - timedelta(minutes=back), CLERK)
        before = {label: self.items[label].counts.get(what, 0) for label in pair}
        if self.entered(opening.supplied, made, form):
            self.accepted["supply_told_by_a_sheet"] += 1
            self.explain(made, before, what, form.signed)

    def explain(self, made, before, what, signed):
        """A bag that was closed keeps what was counted then: its difference, told at the closing, is explained now."""
        moved = {label: self.items[label].counts[what] - there for label, there in before.items()}
        due = {made.source: -made.number, made.target: made.number}
        for label, change in moved.items():
            closed_since = "seal" in self.items[label].been and self.closed_at[label] > signed
            assert change == (0 if closed_since else due[label])
        self.explained[made.fact] = Counter({what: -sum(moved.values())})

    @precondition(lambda self: any("L4" in self.items[label].been for label in BAGS))
    @rule(chance=chances, back=st.sampled_from((5, 40, 90)))
    def opening_told_by_a_sheet(self, chance, back):
        label = self.pick(chance, [one for one in BAGS if "L4" in self.items[one].been], BAGS)
        who = {"101": FIRST, "102": SECOND}[self.items[label].room]
        made = opening.Opening(self.fact(), "d1", label, who, self.some_look(chance, (label,)), ("1", "2"))
        form = paper.Paper("record", self.now - timedelta(minutes=back), CLERK)
        before = self.items[label]
        if self.entered(opening.opened, made, form):
            self.accepted["opening_told_by_a_sheet"] += 1
            after = self.items[label]
            assert "open" not in before.been
            assert (after.state, after.holder) == (before.state, before.holder) or before.state == "issued"

    def entered(self, rule_, made, form):
        """Enter an act from a form by its rule; whether it was taken."""
        return self.tried(
            lambda: paper.from_form(partial(rule_, made), form, (), self.scene(), self.now), made.fact, "d1"
        )
