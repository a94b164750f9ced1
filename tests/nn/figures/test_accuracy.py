"""The accuracy over the epochs, as SVG."""

import re
from xml.etree import ElementTree

from nn.figures.accuracy import Accuracy, Curve, accuracy_chart, accuracy_curves

TEST = [(0.0, 0.10), (0.5, 0.80), (1.0, 0.90), (2.0, 0.95)]
TRAIN = [(0.0, 0.11), (0.5, 0.81), (1.0, 0.92), (2.0, 0.97)]
ROOM = Curve("room", "the <room>", [(0.0, 0.05), (1.0, 0.6)])
RUN = Accuracy(4, TEST, TRAIN, ROOM, 80.0, [(1.5, "η 3 → 1 & more")])


def texts(drawn: str) -> list[str]:
    """Return what stands on the picture, in the order in which it is drawn."""
    return [text.text or "" for text in ElementTree.fromstring(f"<p>{drawn}</p>").iter("text")]


def test_accuracy_is_said_in_percent_with_the_guess_and_the_room() -> None:
    nothing = "Images read right over the epochs: nothing is measured yet."
    assert Accuracy(30, [], []).in_words() == nothing
    room = ROOM._replace(name="the room's digits")
    assert Accuracy(30, TEST, TRAIN, room, 80.0).in_words() == (
        "Images read right up to epoch 2: at the end 95.00 % of the test images and 97.00 % of the "
        "training images; of the room's digits, 60.0 % are read right at epoch 1; the guess is "
        "80 %."
    )


def test_each_point_is_a_dot_in_its_place_that_says_its_numbers() -> None:
    drawn = accuracy_curves(RUN)
    root = ElementTree.fromstring(f"<p>{drawn}</p>")
    (test,) = (group for group in root.iter("g") if group.get("class") == "tn-curve-test")
    places = [(dot.get("cx"), dot.get("cy")) for dot in test.iter("circle")]
    # The first epoch has 40 % of the width, the three others 20 % each; y counts from the top.
    expected = [
        ("0.00%", "90.00%"),
        ("20.00%", "20.00%"),
        ("40.00%", "10.00%"),
        ("60.00%", "5.00%"),
    ]
    assert places == expected
    said = [title.text for title in test.iter("title")]
    assert said[1:3] == [
        "test images: 80.00 % after 0.5 epochs",
        "test images: 90.00 % after 1 epoch",
    ]
    assert [entry.text for entry in root.iter("span")] == [
        "test images",
        "training images, learnt from",
        "the <room>",
        "guess 80 %",
    ]
    assert "η 3 → 1 & more" in texts(drawn)


def test_the_axes_are_those_of_the_whole_run_from_the_start() -> None:
    for epochs, moments in {
        1: ["0", "0.5", "1"],
        4: ["0", "0.5", "1", "2", "3", "4"],
        30: ["0", "0.5", "1", "10", "20", "30"],
        400: ["0", "0.5", "1", "100", "200", "300", "400"],
    }.items():
        runs = Accuracy(epochs, [], []), Accuracy(epochs, TEST[:3], [])
        before, after = map(accuracy_curves, runs)
        assert texts(before) == texts(after)
        assert [text for text in texts(after) if re.fullmatch(r"[\d.]+", text)] == moments
        assert [text for text in texts(after) if "%" in text][::5] == ["100 %", "0 %"]


def test_where_the_first_epoch_is_as_wide_as_the_others_nothing_else_is_said() -> None:
    titles = [texts(accuracy_curves(Accuracy(epochs, TEST[:2], [])))[-1] for epochs in (1, 2, 3)]
    assert titles == ["epochs", "epochs", "epochs; the first is drawn wider"]


def test_the_chart_has_the_places_of_the_picture_and_names_all_curves_at_a_moment() -> None:
    figure = accuracy_chart(RUN)
    test = figure.data[-1]  # on top
    assert [it.name for it in figure.data] == [
        "guess 80 %",
        "the <room>",
        "training images",
        "test images",
    ]
    assert list(test.x) == [0, 20, 40, 60] and list(test.y) == [10, 80, 90, 95]
    assert test.text[2] == (
        "<b>after 1 epoch</b><br>test images 90.00 %<br>training images 92.00 %<br>"
        "the <room> 60.00 %"
    )
    assert "the <room>" not in test.text[1]  # it was not read then
    assert list(figure.layout.xaxis.ticktext) == ["0", "0.5", "1", "2", "3", "4"]
    assert list(figure.layout.xaxis.tickvals) == [0, 20, 40, 60, 80, 100]
    change, title = figure.layout.annotations
    assert (change.x, change.text) == (50, "η 3 → 1 & more")
    assert title.text == "epochs; the first is drawn wider"
