"""Every figure has a term, every term two sentences, and formulas stand in one place."""

import re

import pytest

from markets import wording
from markets.analytics.glossary.base import GROUPS
from markets.analytics.glossary.figures import FIGURES
from markets.analytics.glossary.registry import TERMS, has_term, term_named, terms_by_group
from markets.analytics.points.labels import inputs_in_words
from markets.analytics.points.registry import DATA_POINTS
from markets.selectors.screener.columns import COLUMNS

SENTENCE = re.compile(r"[^.!?]+[.!?](?=\s+[A-Z0-9±]|$)")


def test_every_data_point_has_one_term():
    explained = [point for term in TERMS.values() for point in term.points]
    assert sorted(explained) == sorted(DATA_POINTS)


def test_every_column_of_the_screener_has_a_term():
    assert [column for column in COLUMNS if not has_term(column)] == []


def test_the_terms_slugs_and_names_are_their_own():
    assert len({term.name for term in TERMS.values()}) == len(TERMS)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in TERMS)


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.slug)
def test_a_term_is_two_sentences_and_says_what_it_does_not_tell(term):
    text = term.meaning.replace("alternative.me", "a source")
    assert len(SENTENCE.findall(text)) == 2, term.meaning
    assert term.limits.endswith(".")
    assert term.group in GROUPS


def test_terms_state_no_formula_that_is_a_data_points():
    formulas = {point.formula for point in DATA_POINTS.values()}
    assert [term.slug for term in TERMS.values() if term.formula in formulas] == []


def test_terms_give_known_figures():
    assert {name for term in TERMS.values() for name in term.results} <= set(FIGURES)


def test_a_figure_leads_to_its_term():
    assert term_named("fdv").slug == "fully-diluted"
    assert term_named("dominance_ex_stable").slug == "dominance"
    assert term_named("rsi").slug == "rsi"
    with pytest.raises(KeyError):
        term_named("moon")


def test_a_search_finds_words_of_terms_and_ids_of_data_points():
    def found(text):
        return [term.slug for _, terms in terms_by_group(text) for term in terms]

    assert "mvrv" in found("REALISED cap")
    assert found("rsi_14") == ["rsi"]
    assert found("no such word") == []
    assert len(found("")) == len(TERMS)


class Quoting(wording.English):
    """A language in which everything stands in brackets."""

    def gettext(self, message):
        return f"[{message}]"


@pytest.fixture
def quoted(monkeypatch):
    monkeypatch.setattr(wording, "_translator", Quoting())


def test_terms_are_translated_where_they_are_asked_for(quoted):
    term = term_named("market-cap")
    assert (term.name, term.formula) == ("[Market cap]", "[price × circulating supply]")
    assert TERMS["market-cap"].name == "Market cap"
    assert [group for group, _ in terms_by_group()] == [f"[{group}]" for group in GROUPS]


def test_a_search_looks_at_the_words_that_the_reader_sees(quoted):
    ((group, (term,)),) = terms_by_group("[rsi]")
    assert (group, term.slug) == ("[Trend and range]", "rsi")


def test_a_data_point_is_shown_translated_and_stays_as_it_is(quoted):
    point = DATA_POINTS["volume_30"]
    shown = point.translated()
    assert (shown.formula, shown.source) == ("[mean dollar volume of 30 days]", "[candles]")
    assert (shown.id, point.unit) == ("volume_30", "USD")


def test_inputs_are_named_in_words():
    words = {name: inputs_in_words(point.inputs) for name, point in DATA_POINTS.items()}
    assert words["float"] == "circulating supply, max supply or total supply"
    assert words["rsi_14"] == ""
    assert words["mfi_14"] == "high of the day, low of the day, volume"
