import numpy as np

from nn.drawing.strokes import (
    FARTHEST,
    MOST_ADDED,
    Stroke,
    visible_pieces,
)
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.storage.network_files import open_network

SIDE = 560


def stroke(*points: tuple[float, float], width: float = 30, erases: bool = False) -> Stroke:
    return Stroke(points, width, erases)


LINE = stroke((100, 280), (460, 280))


def test_an_eraser_cuts_a_stroke_in_two_where_it_covers_it() -> None:
    left, right = visible_pieces([LINE, stroke((280, 9), (280, 550), width=60, erases=True)], SIDE)
    assert left[0].tolist() == [100, 280] and right[-1].tolist() == [460, 280]
    assert abs(left[-1][0] - 250) < 5 and abs(right[0][0] - 310) < 5


def test_what_is_drawn_after_erasing_stays() -> None:
    over = stroke((100, 280), (460, 280), width=60, erases=True)
    assert visible_pieces([LINE, over], SIDE) == []
    (again,) = visible_pieces([LINE, over, LINE], SIDE)
    assert again.tolist() == [[100, 280], [460, 280]]
    assert visible_pieces([LINE, over, LINE, over], SIDE) == []


def test_a_click_of_the_eraser_takes_away_a_dot_and_a_gap_out_of_a_line() -> None:
    click = stroke((280, 280), width=60, erases=True)
    assert visible_pieces([stroke((285, 275)), click], SIDE) == []
    assert len(visible_pieces([LINE, click], SIDE)) == 2


def test_beside_the_stroke_and_beside_the_canvas_an_eraser_does_nothing() -> None:
    beside = stroke((100, 330), (460, 330), width=60, erases=True)
    outside = stroke((-FARTHEST, -9), (FARTHEST, -9), erases=True)
    (piece,) = visible_pieces([LINE, beside, outside], SIDE)
    assert piece[0].tolist() == [100, 280] and piece[-1].tolist() == [460, 280]
    assert visible_pieces([stroke((600, 9), (700, 9)), beside], SIDE) == []


def test_a_stroke_over_the_edge_is_cut_there() -> None:
    inside, back = visible_pieces(
        [stroke((9, 9), (90, 9), (700, 9), (700, 90), (90, 90), (9, 90))], SIDE
    )
    for piece, y, (outer, inner) in ((inside, 9, (-1, 0)), (back, 90, (0, -1))):
        assert (piece[:, 1] == y).all() and piece[inner, 0] == 9
        assert SIDE - 10 < piece[outer, 0] <= SIDE


def test_a_quick_one_whose_foot_leaves_the_canvas_is_a_one() -> None:
    quick = stroke((280, 60), (270, 700), width=34)  # the browser tells of its ends alone
    image = prepare_strokes(visible_pieces([quick], SIDE), 34)
    assert open_network("draw").reader.see(image).answer.digit == 1


def test_kilometres_of_strokes_become_a_bounded_number_of_points() -> None:
    far = [(FARTHEST * (-1) ** k, FARTHEST * (-1) ** (k // 2)) for k in range(5_000)]
    pieces = visible_pieces([stroke(*far), stroke(*far[:4_000], width=200, erases=True)], SIDE)
    assert sum(len(piece) for piece in pieces) <= (MOST_ADDED + 1) * len(far) + 2
    assert all(np.isfinite(piece).all() for piece in pieces)
