"""Columns as choices: every one of them, the chosen ones marked, everything escaped."""

from types import SimpleNamespace

from markets.selectors.screener.columns import COLUMNS, columns_by_group
from markets.templatetags.columns import column_boxes, column_options, with_chosen

EVIL = SimpleNamespace(id="evil", label='"><b>', formula="<i> & 1", sign="")


def test_every_column_is_an_option_and_one_of_them_is_chosen():
    options = column_options(columns_by_group())
    assert options.count("<option ") == len(COLUMNS) and "selected" not in options
    assert '<option value="market_cap">Market cap ($)</option>' in options
    assert with_chosen(options, "rank").count(" selected") == 1
    assert '<option value="rank" selected>' in with_chosen(options, "rank")
    assert with_chosen(options, "") == with_chosen(options, '"><script>') == options


def test_boxes_are_checked_where_they_are_chosen():
    boxes = column_boxes(COLUMNS.values(), ("rank", "price"))
    assert boxes.count("<input ") == len(COLUMNS) and boxes.count(" checked") == 2


def test_labels_and_formulas_are_escaped():
    assert "&quot;&gt;&lt;b&gt;" in column_options([("<u>", [EVIL])])
    assert 'title="&lt;i&gt; &amp; 1"' in column_boxes([EVIL], ())
