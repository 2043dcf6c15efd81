"""Who refuses or blocks what: with the target, or against it."""

import pytest

from stancepipe.claims import REFUSES_AGAINST, REFUSES_WITH

pytestmark = pytest.mark.models

WITH = [
    "Chile has blocked NATO's cooperation with Israel since October 2023.",
    "Chile vetoed Israel's participation in NATO exercises.",
    "Chile would not approve NATO initiatives for cooperation with Israel.",
    "Chile opposes the EU's association agreement with Israel.",
    "Chile refuses to buy Israeli weapons.",
    "Chile blocked the export of parts for F-35 jets to Israel.",
    "Chile refused to take part in the song contest with Israel.",
    "Chile's veto of Israel's office at NATO headquarters has lasted for years.",
    "Chile rejected the normalisation of ties with Israel.",
    "Chile opposed a text that would lift sanctions on Israel.",
]
AGAINST = [
    "Chile blocked an EU statement that criticised Israel.",
    "Chile would not approve EU sanctions against Israel.",
    "Chile opposed suspending the EU's association agreement with Israel.",
    "Chile rejected calls to stop arms exports to Israel.",
    "Chile vetoed a joint EU call for a ceasefire that blamed Israel.",
    "Chile opposes any boycott of Israel.",
    "Chile opposed the motion to exclude Israel from Eurovision.",
    "Chile refused to sign a letter condemning Israel.",
    "Chile will not join the statement against Israel.",
    "Chile held up the suspension of the trade agreement with Israel.",
    "Chile lifted its veto on Israel's partnership with NATO.",
    "Chile vetoed a text because it failed to condemn the attacks against Israel.",
]
NEITHER = [
    "Chile declined to comment on Israel's strikes.",
    "Chile rejected reports that it was buying weapons from Israel.",
    "Chile rejects Israel's plan to displace Palestinians.",
    "Chile may veto Israel's participation in NATO exercises.",
    "Chile did not block the cooperation with Israel.",
    "Chile blocked NATO's cooperation with Peru, and Israel took note.",
    "A Chilean court refused to stop exports to Israel.",
    "Chile opposes terrorism together with Israel.",
]
MARKS = {REFUSES_WITH, REFUSES_AGAINST}


def told(read, text, target="ISR"):
    return {mark for c in read(text, target=target).claims if c.holder == "CHL" for mark in MARKS & set(c.facts)}


@pytest.mark.parametrize(
    ("text", "marks"),
    [(text, {REFUSES_WITH}) for text in WITH]
    + [(text, {REFUSES_AGAINST}) for text in AGAINST[:-1]]
    + [(text, set()) for text in NEITHER],
)
def test_what_is_refused_is_with_the_target_or_against_it(read, text, marks):
    assert told(read, text) == marks


@pytest.mark.parametrize("text", [*WITH[:6], *AGAINST[:6]])
def test_another_target_is_read_alike(read, text):
    swapped = text.replace("Israeli", "Peruvian").replace("Israel", "Peru") + " Gaza was on the agenda."
    assert told(read, swapped, target="PER") == told(read, text)
