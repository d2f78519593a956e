from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from darcha.picture.svg import HEIGHT, WIDTH, Box, Spot, circles, radius

places = st.lists(
    st.builds(
        Spot,
        st.text("ABCDEFGH", min_size=3, max_size=6),
        st.text(min_size=1, max_size=20),
        st.floats(37, 46),
        st.floats(56, 73),
        st.integers(0, 500),
    ),
    max_size=30,
    unique_by=lambda spot: spot.code,
)


@given(places)
def test_circles_and_labels_stay_on_the_drawing(spots: list[Spot]) -> None:
    drawn = circles(spots)
    assert sorted(one.spot.code for one in drawn) == sorted(spot.code for spot in spots)
    for one in drawn:
        assert one.x - one.radius >= 0
        assert one.x + one.radius <= WIDTH
        assert one.y - one.radius >= 0
        assert one.y + one.radius <= HEIGHT
        if one.label:
            assert one.label.box.left >= 0
            assert one.label.box.right <= WIDTH


@given(places)
def test_labels_do_not_cover_each_other(spots: list[Spot]) -> None:
    boxes = [one.label.box for one in circles(spots) if one.label]
    assert len(boxes) <= 14
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]


def test_north_is_up_and_east_is_right() -> None:
    by_code = {
        one.spot.code: one for one in circles([Spot("sw", "South", 38.0, 57.0, 1), Spot("ne", "North", 45.0, 72.0, 9)])
    }
    assert by_code["ne"].x > by_code["sw"].x
    assert by_code["ne"].y < by_code["sw"].y
    assert by_code["ne"].radius > by_code["sw"].radius
    assert by_code["ne"].label is not None


def test_shapes_keep_their_proportions() -> None:
    """At 60 degrees a degree of longitude is half as long as one of latitude."""
    spots = [Spot("a", "a", 60.0, 10.0, 0), Spot("b", "b", 60.0, 12.0, 0), Spot("c", "c", 61.0, 10.0, 0)]
    a, b, c = sorted(circles(spots), key=lambda one: one.spot.code)
    assert abs((b.x - a.x) / (a.y - c.y) - 1) < 0.02


def test_a_post_where_nothing_is_open_is_a_dot_without_a_name() -> None:
    (only,) = circles([Spot("p", "Post", 40.0, 60.0, 0)])
    assert (only.x, only.y, only.radius, only.label) == (WIDTH / 2, HEIGHT / 2, 4.0, None)


def test_four_times_as_much_is_twice_as_wide() -> None:
    assert radius(100, 100) - 4 == 2 * (radius(25, 100) - 4)


def test_boxes_that_only_touch_do_not_meet() -> None:
    assert not Box(0, 0, 1, 1).meets(Box(1, 0, 2, 1))
    assert Box(0, 0, 1, 1).meets(Box(0.9, 0.9, 2, 2))


def test_nothing_is_drawn_of_nothing() -> None:
    assert circles([]) == []
