"""The accuracy over the epochs, as SVG."""

import re
from xml.etree import ElementTree

from nn.figures.accuracy import Curve, accuracy_curves, accuracy_in_words

TEST = [(0.0, 0.10), (0.5, 0.80), (1.0, 0.90), (2.0, 0.95)]
TRAIN = [(0.0, 0.11), (0.5, 0.81), (1.0, 0.92), (2.0, 0.97)]
ROOM = Curve("room", "the <room>", [(0.0, 0.05), (1.0, 0.6)])


def texts(drawn: str) -> list[str]:
    """Return what stands on the picture, in the order in which it is drawn."""
    return [text.text or "" for text in ElementTree.fromstring(f"<p>{drawn}</p>").iter("text")]


def test_accuracy_is_said_in_percent_with_the_guess_and_the_room() -> None:
    nothing = "Images read right over the epochs: nothing is measured yet."
    assert accuracy_in_words([], [], None, None) == nothing
    room = ROOM._replace(name="the room's digits")
    assert accuracy_in_words(TEST, TRAIN, room, 80.0) == (
        "Images read right up to epoch 2: at the end 95.00 % of the test images and 97.00 % of the "
        "training images; of the room's digits, 60.0 % are read right at epoch 1; the guess is "
        "80 %."
    )


def test_each_point_is_a_dot_in_its_place_that_says_its_numbers() -> None:
    drawn = accuracy_curves(4, TEST, TRAIN, ROOM, 80.0, [(1.5, "η 3 → 1 & more")])
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
        "training images",
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
        before, after = accuracy_curves(epochs, [], []), accuracy_curves(epochs, TEST[:3], [])
        assert texts(before) == texts(after)
        assert [text for text in texts(after) if re.fullmatch(r"[\d.]+", text)] == moments
        assert [text for text in texts(after) if "%" in text][::5] == ["100 %", "0 %"]


def test_where_the_first_epoch_is_as_wide_as_the_others_nothing_else_is_said() -> None:
    titles = [texts(accuracy_curves(epochs, TEST[:2], []))[-1] for epochs in (1, 2, 3)]
    assert titles == ["epochs", "epochs", "epochs; the first is drawn wider"]
