"""The sign beside a figure, and where it leads."""

import pytest
from django.utils import translation

from markets.analytics.glossary.registry import term_named
from markets.models import Asset
from markets.templatetags.glossary import explained, info, info_if_known


def test_a_sign_leads_to_its_term_with_the_numbers_of_the_asset():
    slug = term_named("cap").slug
    start, end = (
        f'&nbsp;<a class="info" href="/learn/{slug}/',
        'aria-label="About: Market cap">i</a>',
    )
    assert info("cap", Asset(slug="bitcoin")) == f'{start}?asset=bitcoin" {end}'
    assert info("cap") == f'{start}" {end}'


def test_a_sign_speaks_the_language_of_the_reader():
    english = info("cap")
    with translation.override("de"):
        assert term_named("cap").name in info("cap") != english


def test_the_sign_of_a_computed_figure_stays_with_the_last_word_of_its_label():
    sign = (
        '<button class="info inline" type="button" popovertarget="how-fees"'
        ' aria-label="How is it computed: {}">i</button></span>'
    )
    assert explained("All fees", "how-fees") == (
        f'All <span class="nowrap">fees {sign.format("All fees")}'
    )
    assert explained("<fees>", "how-fees") == (
        f'<span class="nowrap">&lt;fees&gt; {sign.format("&lt;fees&gt;")}'
    )


def test_what_has_no_term_has_no_sign():
    assert info_if_known("my-formula") == ""
    assert info_if_known("cap") == info("cap")
    with pytest.raises(KeyError):
        info("my-formula")
