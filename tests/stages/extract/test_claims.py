"""Whose position a passage may express, and the words of it without names."""

import pytest

from stancepipe.claims import Role
from stancepipe.vocabulary import PALESTINE

pytestmark = pytest.mark.models


def holders(reading):
    return {c.holder for c in reading.claims}


HOLDERS = [
    ("Norway condemned Israel.", {"NOR"}),
    ("Norway, Ireland and the European Union urged Israel to open the crossings.", {"NOR", "IRL", "EU"}),
    ("The Chilean president said that Israel had gone too far.", {"CHL"}),
    ("France said that Iran accused Israel.", {"FRA", "IRN"}),
    ("According to Qatar, Israel broke the truce.", {"QAT"}),
    ('"Israel has every right to defend itself," the Czech prime minister said.', {"CZE"}),
    ("The White House stands by Israel, but Beijing does not.", {"USA", "CHN"}),
    # never the target itself
    ("Israel condemned Israel's critics.", set()),
    ("Israel's prime minister praised the army.", set()),
    # what a state does or holds, told by an adjective
    ("The Peruvian case against Israel was heard at The Hague.", {"PER"}),
    ("The vote was lost because of the Kenyan veto on Israel.", {"KEN"}),
    ("The Peruvian harvest was sold to Israel.", set()),
    # a parliament binds its state by a formal step, not by words
    ("The Chilean parliament imposed an arms embargo on Israel.", {"CHL"}),
    ("The Arab-Islamic summit condemned Israel.", {"ARABLEAGUE"}),
    # nobody who speaks for a government
    ("The Irish opposition condemned Israel.", set()),
    ("Opposition lawmakers in Kenya denounced Israel.", set()),
    ("The mayor of Bergen criticised Israel.", set()),
    ("A French human rights group accused Israel of torture.", set()),
    ("Dutch students protested against Israel.", set()),
    ("A Canadian company sells shoes to Israel.", set()),
    ("Hamas attacked Israel.", set()),
    ("The ICC opened an investigation into Israel.", set()),
    # the place where a report was written
    ("ANKARA, May 3 (Agency) - Norway condemned Israel.", {"NOR"}),
    ("Ankara condemned Israel - and so did Norway.", {"TUR", "NOR"}),
    # where something is, and a bloc before its single members
    ("The summit in Doha deplored what Israel did.", set()),
    ("The war in Lebanon and Israel's strikes went on, Chile said.", {"CHL"}),
    ("The government in Doha deplored what Israel did.", {"QAT"}),
    ("EU states such as Austria and Hungary have supported Israel.", {"AUT", "HUN"}),
    ("The EU foreign ministers deplored what Israel did.", {"EU"}),
    # a capital that often is but a place speaks with an office
    ("Vienna's foreign ministry condemned Israel.", {"AUT"}),
    ("The talks with Israel in Vienna failed.", set()),
    # the other party to the conflict: its government, not its people or its cause
    ("The Palestinian foreign ministry condemned Israel.", {"PSE"}),
    ("Mahmoud Abbas condemned Israel.", {"PSE"}),
    ("The Palestinians refused Israel's offer.", set()),
    ("The birth of a Palestinian state does not contradict Israel's interests.", set()),
    # one of a pair, in what both sides of a conflict do together: it tells no stance of either
    ("Chile hopes that both Israel and Peru can resume negotiations.", {"CHL"}),
    ("The talks between Israel and Peru went on, Chile said.", {"CHL"}),
    ("Israel and Peru accepted a truce.", set()),
    ("Peru and Israel signed an agreement on trade.", {"PER"}),
    # nothing about the target
    ("Norway condemned Belarus.", set()),
]


@pytest.mark.parametrize(("text", "expected"), HOLDERS)
def test_holders(read, text, expected):
    assert holders(read(text)) == expected


def test_the_issuer_is_we(read):
    text = "We deplore the raid. Israel must open the crossings."
    (claim,) = read(text, publisher="CRI", doc_type="official_statement").claims
    assert (claim.holder, claim.role) == ("CRI", Role.ISSUER)
    assert claim.marked == "HOLDER deplore the raid. TARGET must open the crossings."


def test_a_step_toward_others_is_none_toward_the_target(read):
    def steps(text, **about):
        return {name for c in read(text, **about).claims for name in c.facts if name.startswith("step:")}

    assert steps("Peru signed a trade agreement with Israel.") == {"step:trade_agreement:occurred"}
    assert steps("Peru signed a trade agreement with Chile, Israel noted.") == set()
    assert steps("Peru signed a deal with two companies to explore gas off the coast of Israel.") == set()


def test_who_may_act_some_day_is_only_named(read):
    (claim,) = read("Israel expressed hope for a resumption of Peruvian ties with Israel.").claims
    assert (claim.holder, claim.role) == ("PER", Role.NAMED)


def test_a_newspaper_is_no_issuer(read):
    assert holders(read("We deplore what Israel did.", publisher="CRI", doc_type="news_report")) == set()


def test_israel_issues_statements_without_a_claim_toward_itself(read):
    text = "We welcome the decision of Fiji. Israel thanks Fiji."
    assert "ISR" not in holders(read(text, publisher="ISR", doc_type="official_statement"))


ROLES = [
    ("France said that Iran accused Israel.", {"FRA": Role.SPEAKER, "IRN": Role.ACTOR}),
    ("Norway condemned Israel.", {"NOR": Role.ACTOR}),
    # what a newspaper reports, no government says
    ("Israel shelled the camp, Egypt's foreign ministry reported.", {"EGY": Role.SPEAKER}),
    ("Israel shelled the camp, Egypt's Al-Gomhuria reported.", {"EGY": Role.ACTOR}),
]


@pytest.mark.parametrize(("text", "expected"), ROLES)
def test_roles(read, text, expected):
    assert {c.holder: c.role for c in read(text).claims} == expected


MARKED = [
    ("Norway condemned Israel.", "NOR", "HOLDER condemned TARGET."),
    ("Norway and Iceland condemned Israel.", "ISL", "STATE and HOLDER condemned TARGET."),
    (
        "The Norwegian minister told the Israeli envoy that Oslo would act.",
        "NOR",
        "The HOLDER minister told the TARGET envoy that HOLDER would act.",
    ),
    (
        "The Kremlin blamed Israel, and the United States blamed Russia.",
        "RUS",
        "The HOLDER blamed TARGET, and the STATE blamed HOLDER.",
    ),
    ("Norway condemned Israel and Hamas.", "NOR", "HOLDER condemned TARGET and Hamas."),
    ("Chile urged Israel to respect Palestinian rights.", "CHL", "HOLDER urged TARGET to respect Palestinian rights."),
]


@pytest.mark.parametrize(("text", "holder", "marked"), MARKED)
def test_marked_text(read, text, holder, marked):
    assert {c.holder: c.marked for c in read(text).claims}[holder] == marked


SENTENCES = [
    "{0} condemned Israel for the raid on the camp.",
    "{0} recalled its ambassador from Israel on Monday.",
    "{0} said that it stands with Israel after the attack.",
    "The government of {0} urged Israel to open the crossings.",
    "Israel was condemned by {0}.",
    "According to {0}, Israel has broken international law.",
    "{0} sold missiles to Israel, and the minister defended the sale.",
    "{0} has not suspended trade with Israel.",
]
SWAPPED = [("Norway", "NOR"), ("Chile", "CHL"), ("Kenya", "KEN"), ("Japan", "JPN"), ("Egypt", "EGY")]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_which_holder_it_is_leaves_no_trace(read, sentence):
    """Exchanging the holder's name for another state's changes neither the words nor the facts classified."""
    seen = []
    for name, code in SWAPPED:
        claims = [c for c in read(sentence.format(name)).claims if c.holder == code]
        assert len(claims) == 1, name
        seen.append((claims[0].role, claims[0].marked, dict(claims[0].facts)))
    assert all(one == seen[0] for one in seen)


@pytest.mark.parametrize("sentence", [s for s in SENTENCES if "settle" not in s])
def test_which_target_it_is_leaves_no_trace(read, sentence):
    """A passage that the gate lets in for other reasons is read toward another target as toward Israel."""
    text = sentence.format("Norway") + " Gaza was on the agenda."
    toward_israel = {c.holder: c for c in read(text, target="ISR").claims}
    swapped = {c.holder: c for c in read(text.replace("Israel", "Peru"), target="PER").claims}
    assert set(swapped) == set(toward_israel) == {"NOR"}
    assert swapped["NOR"].marked.replace(" Gaza was on the agenda.", "") in toward_israel["NOR"].marked


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("President Boric of Chile: ", {"CHL": Role.ISSUER}),
        ("[Chile's foreign ministry](https://example.org/peru): ", {"CHL": Role.ISSUER}),
        ("The leader of the Chilean opposition: ", {}),
        ("", {"CAN": Role.ISSUER}),
    ],
)
def test_who_is_quoted_under_a_heading_speaks(read, heading, expected):
    text = heading + "“We regret what Israel did.”"
    claims = read(text, publisher="CAN", doc_type="official_statement").claims
    assert {c.holder: c.role for c in claims if c.holder in expected} == expected


def test_quotes_lie_in_the_text(read):
    text = "Norway spoke first.\n\n  Norway condemned Israel\nonce more.  \n\nNobody else did. Chile praised Israel."
    claims = read(text).claims
    told = {c.holder: [text[s.start : s.end] for s in c.statements if s.relevant] for c in claims}
    assert told == {"NOR": ["Norway condemned Israel\nonce more."], "CHL": ["Chile praised Israel."]}


def test_the_sentence_with_the_strongest_act_weighs_most(read):
    text = "Norway spoke about Israel at length. Norway recalled its ambassador from Israel."
    (claim,) = [c for c in read(text).claims if c.holder == "NOR"]
    heaviest = max(claim.statements, key=lambda s: s.acts)
    assert text[heaviest.start : heaviest.end] == "Norway recalled its ambassador from Israel."


def test_claims_for_gives_also_holders_that_grammar_does_not_find(analyst):
    from stancepipe.extract.analyst import Source

    text = "A regional gathering regretted what Israel did."
    source = Source(
        document_id="d1", text=text, title=None, publisher_country=None, doc_type="news_report",
        published_on=None, published_precision=None,
    )  # fmt: skip
    claims = analyst.claims_for(source, "ISR", frozenset({"UGA"}))
    assert [(c.holder, c.role) for c in claims] == [("UGA", Role.NAMED)]
    assert PALESTINE not in {c.holder for c in claims}


def test_we_of_a_joint_statement_is_each_signatory(read):
    claims = read(
        "We deplore the raid. Israel must open the crossings.",
        title="Joint statement by the foreign ministers of Norway and Ireland",
        doc_type="official_statement",
    ).claims
    assert {(c.holder, c.role) for c in claims} == {("NOR", Role.ISSUER), ("IRL", Role.ISSUER)}
    assert {c.marked for c in claims} == {"HOLDER deplore the raid. TARGET must open the crossings."}


@pytest.mark.parametrize(
    ("text", "target", "other"),
    [
        ("Chile spoke of the Palestinians and of Palestine.", 0, 2),
        ("Chile spoke of Israel and of the Israelis.", 2, 0),
        ("Chile spoke of Israel and of the Palestinian question.", 1, 1),
    ],
)
def test_a_claim_counts_whom_its_words_speak_of(read, text, target, other):
    (claim,) = (c for c in read(text).claims if c.holder == "CHL")
    assert (claim.of_target, claim.of_other_side) == (target, other)
