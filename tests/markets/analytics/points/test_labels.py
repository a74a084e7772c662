"""Every data point, group, family and reason has its own words."""

from markets.analytics.grades.grade import GRADES
from markets.analytics.points.labels import FAMILIES, GROUPS, LABELS, REASONS
from markets.analytics.points.registry import DATA_POINTS, MISSING


def test_every_data_point_has_a_label_of_its_own():
    assert list(LABELS) == list(DATA_POINTS)
    assert len(set(LABELS.values())) == len(LABELS)


def test_every_group_family_and_reason_is_named():
    assert list(GROUPS) == list(dict.fromkeys(point.group for point in DATA_POINTS.values()))
    assert set(FAMILIES) == {family.name for families in GRADES.values() for family in families}
    assert set(REASONS) == set(MISSING)
