"""Whether it happened: done, announced, hypothetical, denied, or told as history."""

from datetime import date

import pytest

pytestmark = pytest.mark.models

TOLD = [
    # done
    ("Mexico condemned Israel.", {"MEX ACCUSE>ISR"}),
    ("Brazil has recalled its ambassador to Israel.", {"BRA recall_envoy>ISR"}),
    ("Ireland is suspending trade with Israel.", {"IRL trade_restriction>ISR"}),
    # denied
    ("Mexico did not condemn Israel.", {"MEX ACCUSE>ISR denied"}),
    ("Brazil has not recalled its ambassador to Israel.", {"BRA recall_envoy>ISR denied"}),
    ("Egypt denied recalling its ambassador from Israel.", {"EGY recall_envoy>ISR denied"}),
    ("Egypt denied that it had recalled its ambassador from Israel.", {"EGY recall_envoy>ISR denied"}),
    ("Greece denied reports that it had suspended arms exports to Israel.", {"GRC arms_restriction>ISR denied"}),
    ("Germany has never imposed an arms embargo on Israel.", {"DEU arms_embargo>ISR denied"}),
    ("Austria refused to recognise the State of Palestine.", {"AUT recognise_palestine>PSE denied"}),
    ("Denmark has no plan to recognise the State of Palestine.", {"DNK recognise_palestine>PSE denied"}),
    ("Denmark has no intention of recalling its ambassador from Israel.", {"DNK recall_envoy>ISR denied"}),
    ("Lithuania ruled out recognising the State of Palestine.", {"LTU recognise_palestine>PSE denied"}),
    ("Morocco stopped short of severing relations with Israel.", {"MAR sever_relations>ISR denied"}),
    ("Togo refrained from recalling its ambassador from Israel.", {"TGO recall_envoy>ISR denied"}),
    ("Togo has yet to recall its ambassador from Israel.", {"TGO recall_envoy>ISR denied"}),
    ("Togo rejected calls to recall its ambassador from Israel.", {"TGO recall_envoy>ISR denied"}),
    ("Togo dismissed appeals to stop arms exports to Israel.", {"TGO arms_restriction>ISR denied"}),
    # what somebody else has done is not denied by those who reject it
    (
        "Togo rejects the step taken by Kenya in moving its embassy to Jerusalem.",
        {"KEN move_embassy>ISR"},
    ),
    ("Togo could answer by recalling its ambassador from Israel.", {"TGO recall_envoy>ISR hypothetical"}),
    ("Japan will not recognise the State of Palestine.", {"JPN recognise_palestine>PSE denied"}),
    ("Latvia regretted the raid without recalling its ambassador from Israel.", {"LVA recall_envoy>ISR denied"}),
    # announced
    ("Spain will impose an arms embargo on Israel.", {"ESP arms_embargo>ISR announced"}),
    ("Colombia plans to sever diplomatic relations with Israel.", {"COL sever_relations>ISR announced"}),
    ("Chile decided to recall its ambassador from Israel.", {"CHL recall_envoy>ISR announced"}),
    ("Chile's decision to recall its ambassador from Israel is known.", {"CHL recall_envoy>ISR announced"}),
    ("Turkey announced that it would suspend trade with Israel.", {"TUR trade_restriction>ISR announced"}),
    ("Belgium said it would recognise the State of Palestine.", {"BEL recognise_palestine>PSE announced"}),
    ("Fiji intends to open an embassy in Jerusalem.", {"FJI move_embassy>ISR announced"}),
    ("Fiji is to open an embassy in Jerusalem.", {"FJI move_embassy>ISR announced"}),
    ("Slovenia is going to ban imports from Israeli settlements.", {"SVN trade_restriction>ISR announced"}),
    ("Norway announced plans to impose sanctions on two Israeli ministers.", {"NOR sanction_persons>ISR announced"}),
    ("Malta has vowed to recognise the State of Palestine.", {"MLT recognise_palestine>PSE announced"}),
    ("Argentina is set to move its embassy to Jerusalem.", {"ARG move_embassy>ISR announced"}),
    # hypothetical
    ("Brazil may recall its ambassador to Israel.", {"BRA recall_envoy>ISR hypothetical"}),
    ("Brazil might suspend arms exports to Israel.", {"BRA arms_restriction>ISR hypothetical"}),
    ("Egypt could downgrade its relations with Israel.", {"EGY downgrade_relations>ISR hypothetical"}),
    ("If the raid begins, Egypt will suspend relations with Israel.", {"EGY suspend_relations>ISR hypothetical"}),
    ("Egypt would suspend relations with Israel if the raid began.", {"EGY suspend_relations>ISR hypothetical"}),
    ("Jordan threatened to recall its ambassador from Israel.", {"JOR recall_envoy>ISR hypothetical"}),
    ("Portugal considered recognising the State of Palestine.", {"PRT recognise_palestine>PSE hypothetical"}),
    ("Unless the siege ends, Jordan will expel the Israeli ambassador.", {"JOR expel_envoy>ISR hypothetical"}),
    (
        "It is unclear whether Qatar would establish diplomatic relations with Israel.",
        {"QAT establish_relations>ISR hypothetical"},
    ),
    (
        "The possibility that Chile suspends relations with Israel was debated.",
        {"CHL suspend_relations>ISR hypothetical"},
    ),
]

HISTORY = [
    ("In 2009 Mauritania froze its ties with Israel.", date(2024, 3, 1), "background"),
    ("Chad severed diplomatic relations with Israel in 1972.", date(2024, 3, 1), "background"),
    ("Bolivia, which severed diplomatic relations with Israel in 2009, sent a note.", date(2024, 3, 1), "background"),
    (
        "Historians recalled that Guinea severed diplomatic relations with Israel in 1967.",
        date(2024, 3, 1),
        "background",
    ),
    ("Belize suspended diplomatic relations with Israel in November 2023.", date(2024, 3, 1), "background"),
    ("Belize suspended diplomatic relations with Israel in February.", date(2024, 3, 1), "occurred"),
    ("Belize suspended diplomatic relations with Israel last week.", date(2024, 3, 1), "occurred"),
    ("Belize suspended diplomatic relations with Israel on Tuesday.", date(2024, 3, 1), "occurred"),
    # undated texts: by the latest year that they name
    ("Chad severed diplomatic relations with Israel in 1972. It is now 2019.", None, "background"),
    ("Belize suspended diplomatic relations with Israel in 2023.", None, "occurred"),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_status(read, short, text, expected):
    written = [short(e) for e in read(text).events]
    assert expected <= set(written)
    step = [w.partition(" ")[2].partition(" ")[0] for w in expected]
    assert len([w for w in written if any(s in w for s in step)]) == len(expected)


@pytest.mark.parametrize(("text", "published", "status"), HISTORY)
def test_what_lies_long_before_the_text_is_background(read, text, published, status):
    assert [e.status for e in read(text, published=published).events if e.step is not None] == [status]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cuba called for severing diplomatic relations with Israel.", {"CUB REQUEST>ISR"}),
        ("Cuba urged Chile to recall its ambassador from Israel.", {"CUB REQUEST>CHL"}),
        ("Israel condemned Spain for recognising the State of Palestine.", {"ISR ACCUSE>ESP"}),
        ("Israel accused Ireland of breaking its ties with Jordan.", {"ISR ACCUSE>IRL"}),
    ],
)
def test_what_is_asked_or_blamed_is_no_event_of_its_own(read, short, text, expected):
    assert {short(e) for e in read(text).events} == expected


def test_a_paragraph_of_history_passes_its_date_on(read):
    text = (
        "The war began in October 1973. Gabon severed diplomatic relations with Israel. "
        "Kenya severed diplomatic relations with Israel too."
    )
    events = [e for e in read(text, published=date(2024, 3, 1)).events if e.step is not None]
    assert [(e.actor, e.status) for e in events] == [("GAB", "background"), ("KEN", "background")]


def test_history_ends_where_the_present_begins(read):
    text = "In 1973 Gabon severed diplomatic relations with Israel. On Tuesday Kenya summoned the Israeli ambassador."
    events = [e for e in read(text, published=date(2024, 3, 1)).events if e.step is not None]
    assert [(e.actor, e.status) for e in events] == [("GAB", "background"), ("KEN", "occurred")]


@pytest.mark.parametrize(
    "text",
    [
        "The raids may compel the alliance to strengthen ties with Israel.",
        "Such a siege could force Egypt to sever relations with Israel.",
        "This would lead Jordan to recall its ambassador from Israel.",
    ],
)
def test_what_something_may_bring_about_is_no_event(read, text):
    assert [e.step for e in read(text).events if e.step is not None] == []
