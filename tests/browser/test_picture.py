"""The picture of the network, in a real browser: its numbers, choices in it, and how it moves."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Literal

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, JSHandle, Locator, Page, expect

from nn.answers import Reader
from nn.explain.neurons import most_telling, with_changed_neuron
from nn.explain.one_step import take_step
from nn.figures import colours
from nn.functions import COSTS, Array
from nn.mnist import load, to_floats
from nn.network import Forward, Network
from nn.settings.config import TrainingConfig
from nn.storage.network_files import open_network
from pages.ui.app.formats import a_digit, as_printed
from pages.ui.app.state.session import Session
from pages.ui.backprop import backwards
from tests.browser.driving import (
    STROKES,
    button,
    click,
    draw,
    draw_at_once,
    go_to,
    open_app,
    pixels,
    place_of,
    settle,
    soon,
    use_network,
)
from tests.browser.modules import Import, importing
from tests.browser.test_keyboard import tab_to
from tests.browser.test_reading import packed
from tests.thorough import THOROUGH, some

DIGITS = 20 if THOROUGH else 8
EDGE = Decimal("1e-9")  # between two roundings, where the last bits of float64 decide
NUMBER = re.compile(r"[+−]?\d+\.\d+")
# Show digits one after the other, with an output that is clicked; return what is written and said.
SHOW = """(twin, [packed, cases]) => {
    const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
    const network = twin.unpack(bytes.buffer);
    document.body.innerHTML = '<div style="width: 900px; height: 430px; font-size: 15px"></div>';
    const part = document.body.firstChild;
    const picks = () => [...part.querySelectorAll(".tn-picks button")];
    const pick = (output) => picks().find(({title}) => title.startsWith(`output ${output}:`));
    return cases.map(({image, asked, output}) => {
        const read = twin.digit_read(network, {image, labelled: true}, []);
        twin.network_picture(part, network, read, asked,
            {is_drawn: false, pen_is_down: () => false, tell() {}});
        pick(output)?.click();
        const said = {
            headline: read.words[0],
            sentence: part.querySelector("canvas").getAttribute("aria-label"),
            titles: picks().map(({title}) => title),
        };
        for (const {dataset, textContent, style} of part.querySelectorAll("span"))
            if (style.display !== "none") said[dataset.key] = textContent;
        pick(output)?.click();
        return said;
    });
}"""


def untrained(**settings: Any) -> Network:
    return TrainingConfig(**settings).first_network()


NETWORKS: dict[str, Network] = {
    "book": open_network("book").reader.network,
    "no hidden layer": untrained(sizes=(784, 10), pixels="raw").astype(np.float64),
    "two hidden layers": untrained(sizes=(784, 40, 35, 10), activation="tanh", output="softmax"),
}
each_network = pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)


TWIN = "live/reading/forward_pass.js", "live/digit_parts.js", "live/picture/picture.js"


@pytest.fixture(scope="module")
def twin(modules: Import) -> JSHandle:
    return modules(*TWIN)


Said = dict[str, Any]


def shown(
    twin: JSHandle, network: Network, zoom: str, **more: Any
) -> Iterator[tuple[int, int, Said, Forward]]:
    """Show each digit with a neuron and an output that are chosen, the neuron by the server.

    `more` is asked of the picture. Yield both, what it says, and the forward pass in float64.
    """
    images = to_floats(load().test.images[:DIGITS])
    chosen = [(k if is_deep(network) else k % 10, k % 10) for k in range(DIGITS)]
    cases = [
        {
            "image": image.tolist(),
            "asked": {"zoom": zoom, "neuron": neuron} | more,
            "output": output if is_deep(network) else None,  # it is the neuron
        }
        for image, (neuron, output) in zip(images, chosen, strict=True)
    ]
    for k, said in enumerate(twin.evaluate(SHOW, [packed(Reader(network)), cases])):
        assert_one_sentence(said["sentence"])
        yield *chosen[k], said, network.forward(images[k : k + 1].astype(np.float64))


def test_headline_and_picture_name_one_digit_where_all_outputs_are_saturated(
    twin: JSHandle,
) -> None:
    network = untrained()
    network.weights[1][:] = 0
    network.biases[1][:] = 20
    network.biases[1][5] = 30  # closer to 1, but not in float32
    image = to_floats(load().test.images[0]).tolist()
    case = {"image": image, "asked": {"zoom": "answer", "neuron": None}, "output": None}
    (said,) = twin.evaluate(SHOW, [packed(Reader(network)), [case]])
    assert ">0?<" in said["headline"]
    assert "the answer is 0," in said["sentence"] and "Why 0?" in said.values()


LEFT_OVER = "Nodes", "JSEventListeners"


def left_over(page: Page) -> dict[str, int]:
    """Return how many nodes and listeners the browser has after a collection of its garbage."""
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable")
    for _ in range(2):
        browser.send("HeapProfiler.collectGarbage")
    metrics = browser.send("Performance.getMetrics")["metrics"]
    browser.detach()
    return {it["name"]: int(it["value"]) for it in metrics if it["name"] in LEFT_OVER}


def test_a_picture_that_goes_leaves_nothing_behind(app: Page) -> None:
    rounds, counted = 24 if THOROUGH else 3, []
    for count in (1, rounds):
        for _ in range(count):
            go_to(app, "How it works")
            go_to(app, "Look inside")
        counted.append(left_over(app))
    more = {name: counted[1][name] - counted[0][name] for name in LEFT_OVER}
    assert more["Nodes"] <= 200 and more["JSEventListeners"] <= 20, more


def is_deep(network: Network) -> bool:
    return len(network.weights) > 1


def assert_one_sentence(text: str) -> None:
    """For somebody who does not see the picture, there is one sentence with numbers."""
    assert re.search(r"\d.*\.$", text) and not re.search(r"[.!?] ", text), text


def assert_right(text: str, *values: float) -> None:
    """The numbers of a text are right to their last digit."""
    numbers = NUMBER.findall(text)
    for number, value in zip(numbers, values, strict=True):
        off = abs(as_printed(number) - Decimal(float(value)))
        assert off <= last_digit(number) / 2 + EDGE, (text, values)


def assert_adds_up(texts: Sequence[str], values: Sequence[float], total: str, z: float) -> None:
    """Parts and their total are right, and the parts add up to the total as it is printed."""
    assert_right(" ".join([*texts, total]), *values, z)
    *parts, end = NUMBER.findall(" ".join([*texts, total]))
    together = sum(map(as_printed, parts), Decimal())
    assert abs(together - as_printed(end)) <= last_digit(end) / 2, (texts, total)


def last_digit(number: str) -> Decimal:
    return Decimal(1).scaleb(-len(number.partition(".")[2]))


def signs(products: Array) -> list[float]:
    """Return the sum of what is above 0, and of what is below."""
    return [products[products > 0].sum(), products[products < 0].sum()]


def parts_and_sum(network: Network, neuron: int, forward: Forward) -> tuple[list[float], float]:
    """Return what red and blue pixels give a neuron of the first layer, its bias, and its sum."""
    products = network.weights[0][neuron] * forward.activations[0][0]
    return [*signs(products), network.biases[0][neuron]], forward.zs[0][0, neuron]


@each_network
def test_a_neuron_s_sum_is_that_of_the_forward_pass_to_the_last_digit(
    network: Network, twin: JSHandle
) -> None:
    for neuron, _, said, forward in shown(twin, network, "neuron"):
        parts, z = parts_and_sum(network, neuron, forward)
        assert_adds_up([said[f"fall{row}v"] for row in range(3)], parts, said["fall3v"], z)
        assert_adds_up([said["sentence"].partition(", so z")[0]], parts, said["fall3v"], z)


@each_network
def test_on_the_stage_a_sum_adds_up_with_two_decimals_at_most(
    network: Network, twin: JSHandle
) -> None:
    for neuron, _, said, forward in shown(twin, network, "neuron", stage=True):
        parts, z = parts_and_sum(network, neuron, forward)
        texts = [NUMBER.findall(said[f"fall{row}v"])[0] for row in range(4)]
        (unit,) = {last_digit(text) for text in texts}
        *printed, total = map(as_printed, texts)
        assert unit >= Decimal("0.01") and sum(printed) == total
        for number, value in zip([*printed, total], [*parts, z], strict=True):
            assert abs(number - Decimal(float(value))) < unit


@each_network
def test_the_neuron_that_tells_most_is_shown_until_one_is_chosen(
    network: Network, twin: JSHandle
) -> None:
    for _, _, said, forward in shown(twin, network, "neuron", neuron=None):
        answer = int(forward.output[0].argmax())
        first = most_telling(network, forward.activations[0][0], answer)
        assert said["many"] == (f"neuron {first + 1}" if is_deep(network) else f"output {first}")


@each_network
def test_what_a_neuron_s_map_says_is_that_of_the_forward_pass_to_the_last_digit(
    network: Network, twin: JSHandle
) -> None:
    for neuron, _, said, forward in shown(twin, network, "map"):
        parts, z = parts_and_sum(network, neuron, forward)
        of_bias, end = said["about2"].split(", z is ")
        assert_adds_up([said["about1"], of_bias], parts, end, z)
        assert_right(said["about0"], forward.activations[1][0, neuron])
        assert ("about3" in said) is (len(network.weights) == 2)  # it votes for the answer itself
        if "about3" in said:
            weight = network.weights[1][forward.output[0].argmax(), neuron]
            assert_right(said["about3"], weight * forward.activations[1][0, neuron])


# Show a neuron's map while nothing is drawn.
NOTHING_DRAWN = """(twin, [packed, neuron]) => {
    const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
    document.body.innerHTML = '<div style="width: 900px; height: 430px"></div>';
    const [part, read] = [document.body.firstChild, {image: Array(784).fill(0)}];
    twin.network_picture(part, twin.unpack(bytes.buffer), read, {zoom: "map", neuron},
        {is_drawn: false, pen_is_down: () => false});
    return part.querySelector("canvas").getAttribute("aria-label");
}"""


@each_network
def test_with_nothing_drawn_a_neuron_s_map_is_there_and_its_sum_is_its_bias(
    network: Network, twin: JSHandle
) -> None:
    said = twin.evaluate(NOTHING_DRAWN, [packed(Reader(network)), 5])
    bias, nothing = network.biases[0][5], np.zeros((1, 784))
    a = network.forward(nothing).activations[1][0, 5]
    assert said.startswith(f"{'Neuron 6' if is_deep(network) else 'Output 5'}: ")
    assert_right(said, 0.0, 0.0, bias, bias, a)


@each_network
def test_a_neuron_s_activation_is_that_of_the_forward_pass_to_the_last_digit(
    network: Network, twin: JSHandle
) -> None:
    for neuron, _, said, forward in shown(twin, network, "activation"):
        for key in ("fall3v", "at_z"):
            assert_right(said[key], forward.zs[0][0, neuron])
        assert_right(said["a"], forward.activations[1][0, neuron])


@each_network
def test_the_answer_and_its_votes_are_those_of_the_forward_pass_to_the_last_digit(
    network: Network, twin: JSHandle
) -> None:
    deep = is_deep(network)
    for neuron, output, said, forward in shown(twin, network, "answer"):
        inputs, outputs = forward.activations[-2][0], forward.activations[-1][0]
        z, bias = forward.zs[-1][0, output], network.biases[-1][output]
        votes = network.weights[-1][output] * inputs
        is_answer = output == outputs.argmax()
        assert said["sum_why"] == f"Why {'' if is_answer else 'not '}{output}?"
        assert_right(" ".join(said[f"v{digit}"] for digit in range(10)), *outputs)
        assert_right(said["sum_answerv"], outputs[output])

        neurons = {}  # their votes, as pointing at each says them
        for title in said["titles"]:
            number = int(re.findall(r"\d+", title)[0])
            if title.startswith("output"):
                assert_right(title, outputs[number])
            else:
                neurons[number - 1] = title
                assert_right(title, inputs[number - 1], votes[number - 1])
        assert len(neurons) == min(30, len(inputs)) * deep
        inside = votes[list(neurons)] if deep else votes
        rows, parts = ["for", "against"], signs(inside)
        if others := len(votes) - len(inside):
            rows.append(f"{others} others")
            parts.append(votes.sum() - inside.sum())
        texts = [said[f"sum_{row}v"] for row in [*rows, "bias"]]
        assert_adds_up(texts, [*parts, bias], said["sum_zv"], z)
        for key, text in said.items():
            if bar := re.fullmatch(r"part(\d+)v", key):
                assert_right(text, votes[int(bar[1])])

        if deep:  # below the digit: the neuron's own sum, and what it gives
            products = network.weights[-2][neuron] * forward.activations[-3][0]
            parts, own = [*signs(products), network.biases[-2][neuron]], forward.zs[-2][0, neuron]
            assert said["about0"].startswith(f"Neuron {neuron + 1}:")
            bias, _, a = said["about2"].partition("; ")
            assert_right(a, inputs[neuron])
            assert_adds_up([said["about1"], bias], parts, said["about0"], own)
            assert_right(said["about3"], votes[neuron])


@each_network
@pytest.mark.parametrize("cost", COSTS)
def test_the_errors_and_the_outputs_after_the_step_are_those_of_backprop(
    network: Network, cost: str, twin: JSHandle
) -> None:
    x = to_floats(load().test.images[:DIGITS], np.float64)
    y = np.eye(10)[(load().test.labels[:DIGITS] + np.arange(DIGITS) % 2) % 10]  # half are misread
    traces = [take_step(network, x[k : k + 1], y[k : k + 1], 3.0, cost) for k in range(DIGITS)]
    cases = [
        {"image": image.tolist(), "asked": backwards.view(Session(), trace, 0, stage)}
        for image, trace in zip(x, traces, strict=True)
        for stage in ("errors", "step")
    ]
    said = twin.evaluate(SHOW, [packed(Reader(network)), cases])
    for k, (before, after) in enumerate(zip(said[::2], said[1::2], strict=True)):
        for step in (before, after):
            assert_one_sentence(step["sentence"])
        exact = network.astype(np.float64)
        errors = exact.backprop(x[k : k + 1], y[k : k + 1], cost).deltas[-1][0]
        exact.update_mini_batch(x[k : k + 1], y[k : k + 1], 3.0, cost)
        for digit, error in enumerate(errors):
            text = before[f"e{digit}v"]
            if text in ("< 0.0001", "> −0.0001"):  # it would be printed as 0
                assert 0 < (error if text[0] == "<" else -error) < 0.00005
            else:
                assert_right(text, error)
        outputs = " ".join(after[f"v{digit}"] for digit in range(10))
        assert_right(outputs, *exact.feedforward(x[k : k + 1])[0])
        of_colours = [f"{words} {y[k].argmax()}" for words in ("for", "against")]
        assert [after["sign0n"], after["sign1n"]] == of_colours


def test_a_neuron_that_only_another_network_has_is_not_chosen(twin: JSHandle) -> None:
    network, image = NETWORKS["no hidden layer"], to_floats(load().test.images[0])
    case = {"image": image.tolist(), "asked": {"zoom": "answer", "neuron": 29}, "output": None}
    (said,) = twin.evaluate(SHOW, [packed(Reader(network)), [case]])
    assert said["sum_why"] == f"Why {network.feedforward(image[None])[0].argmax()}?"


def test_a_neuron_that_is_switched_off_is_named_so(twin: JSHandle) -> None:
    network = with_changed_neuron(NETWORKS["book"], 0, 11, off=True)
    _, _, said, _ = next(shown(twin, network, "answer"))
    words = {key: text for key, text in said.items() if key.startswith("off")}
    assert words == {"offh0.11": "off"}
    assert "neuron 12: switched off" in said["titles"]


# Show a digit where the page still has a place for the picture, and no longer asks for it.
ASKED_NO_MORE = """(twin, [packed, image]) => {
    const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
    const parts = ["answer", "picture"].map((name) => [name, document.createElement("div")]);
    const put = (views) => parts.forEach(([name, part]) => views[name]?.(part));
    twin.DIGIT.show(put, twin.unpack(bytes.buffer), {image, picture: null}, []);
    return parts.map(([, part]) => part.textContent);
}"""


def test_while_a_page_gives_way_to_one_without_a_picture_the_digit_is_read(twin: JSHandle) -> None:
    image = to_floats(load().test.images[0]).tolist()
    answer, shown = twin.evaluate(ASKED_NO_MORE, [packed(Reader(NETWORKS["book"])), image])
    assert answer.startswith("7") and not shown


def letters(page: Page, key: str) -> Locator:
    """Return a text of the picture; while it changes, one that goes away may stand there, too."""
    return page.locator(f'.tn-moving-text [data-key="{key}"]')


def pick(page: Page, name: str) -> Locator:
    """Return the place of a neuron or an output in the picture, such as "output 3"."""
    return page.locator(".tn-picks").get_by_role("button", name=re.compile(f"^{name}:"))


def open_step(page: Page, url: str, name: str) -> None:
    """Open a step of How it works with the book's network, which reads a test digit, a 7."""
    open_app(page, f"{url}/how-it-works")
    use_network(page, "book")
    click(page.get_by_role("radio", name=name))


@pytest.mark.parametrize("theme", some(["dark", "light"]))
def test_what_flows_back_has_other_colours_than_what_speaks_for_and_against(
    theme: str, page: Page, app_url: str
) -> None:
    def beside(key: str) -> tuple[int, ...]:
        """Return the colour of the disc to the left of a text."""
        place = place_of(letters(page, key))
        seen, corner = pixels(page, moving), place_of(moving)
        y = int(place["y"] + place["height"] / 2 - corner["y"])
        return tuple(seen[y, int(place["x"] - 0.7 * place["height"] - corner["x"])].tolist())

    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    open_app(page, f"{app_url}/backprop")
    moving = page.locator('[data-part="picture"] .tn-moving')
    which = ["light", "dark"].index(theme)
    for step, much, little in (
        ("3 Cost", colours.TOO_MUCH, colours.TOO_LITTLE),
        ("5 Hidden", colours.TOO_MUCH, colours.TOO_LITTLE),
        ("7 Weights", colours.TOO_MUCH, colours.TOO_LITTLE),
        ("8 Update", colours.POSITIVE, colours.NEGATIVE),
    ):
        click(page.get_by_role("radio", name=step))
        expected = [colours.rgb(pair[which]) for pair in (much, little)]
        wait = partial(lambda expected: [beside("sign0n"), beside("sign1n")] == expected, expected)
        assert soon(page, wait), step


def test_another_output_shows_why_not_and_a_neuron_is_the_one_that_look_inside_opens_with(
    page: Page, app_url: str
) -> None:
    open_step(page, app_url, "5 Answer")
    expect(letters(page, "sum_why")).to_have_text("Why 7?")
    expect(letters(page, "sum_zv")).to_have_text(re.compile(r"^= \d"))
    pick(page, "output 3").click()
    expect(letters(page, "sum_why")).to_have_text("Why not 3?")
    expect(letters(page, "sum_zv")).to_have_text(re.compile(r"^= −\d"))
    expect(pick(page, "neuron 8")).to_have_accessible_name(re.compile("3: [+−]"))
    expect(letters(page, "about0")).not_to_be_visible()
    click(pick(page, "neuron 8"))
    expect(letters(page, "about0")).to_have_text(re.compile(r"^Neuron 8: z = "))
    pick(page, "output 3").click()  # again: the answer's own
    expect(letters(page, "sum_why")).to_have_text("Why 7?")
    for key in ("ArrowLeft", "ArrowRight"):  # they turn the pages after the mouse, too
        page.keyboard.press(key)
        settle(page)
        expect(letters(page, "about0")).to_have_text(re.compile(r"^Neuron 8: z = "))
    go_to(page, "Look inside")
    neuron = page.get_by_role("main").get_by_role("combobox", name="Neuron", exact=True)
    expect(neuron).to_have_value("Neuron 8 of 30")
    expect(letters(page, "about0")).to_have_text(re.compile(r"^Neuron 8: a = \d"))


def test_the_keyboard_goes_from_neuron_to_neuron_and_turns_the_pages(
    page: Page, app_url: str
) -> None:
    open_step(page, app_url, "4 All neurons")
    tab_to(page, pick(page, "neuron 1"))
    for number in (2, 3):
        page.keyboard.press("ArrowDown")
        expect(pick(page, f"neuron {number}")).to_be_focused()
        expect(pick(page, f"neuron {number}")).to_have_attribute("aria-pressed", "true")
        expect(letters(page, "about0")).to_have_text(re.compile(f"^Neuron {number}: "))
    settle(page)
    tab_to(page, pick(page, "output 7"))
    page.keyboard.press("ArrowUp")
    expect(pick(page, "output 6")).to_be_focused()
    page.keyboard.press("ArrowRight")
    settle(page)
    expect(letters(page, "sum_why")).to_have_text("Why 7?")  # each step asks anew
    expect(letters(page, "about0")).to_have_text(re.compile("^Neuron 3: "))


def test_it_follows_the_pen_on_draw(app: Page) -> None:
    use_network(app, "book")
    draw_at_once(app, STROKES[7], lift=False)
    expect(letters(app, "sum_why")).to_have_text("Why 7?")
    expect(letters(app, "v7")).to_have_text(re.compile(r"^(1\.00|0\.9\d)$"))
    app.mouse.up()
    settle(app)
    expect(letters(app, "sum_why")).to_have_text("Why 7?")
    click(button(app, "Clear"))
    expect(app.locator("canvas.tn-moving")).to_have_accessible_name(
        "The network with nothing to read."
    )


def test_on_draw_one_asks_why_not_and_has_bars_in_its_place(app: Page) -> None:
    draw_at_once(app, STROKES[7], lift=False)
    why = app.locator("[data-part=why_not]").get_by_role("button")
    expect(why).to_be_hidden()  # until the pen is lifted
    app.mouse.up()
    settle(app)
    said = app.locator(".st-key-answer .tn-below").inner_text()
    next_best = said.partition("next best is ")[2][0]
    expect(why).to_have_text(f"Why not {a_digit(int(next_best))}?")
    firing = app.locator("[data-part=firing]")
    expect(firing).to_have_text(re.compile(r"^[1-9]\d+ of 400 neurons fire\.$"))
    use_network(app, "book")
    expect(firing).to_have_text(re.compile(r"^1?\d of 30 neurons fire\.$"))
    use_network(app, "draw")
    why.click()
    expect(letters(app, "sum_why")).to_have_text(f"Why not {next_best}?")
    expect(pick(app, f"output {next_best}")).to_have_attribute("aria-pressed", "true")
    expect(why).to_have_text("Why a 7?")
    why.click()
    expect(letters(app, "sum_why")).to_have_text("Why 7?")
    click(button(app, "Clear"))
    draw(app, [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]])
    expect(app.locator(".st-key-answer")).to_contain_text("I see no digit")
    expect(why).to_be_hidden()


# Show a digit and then another output's reasons: return whether the next frame is the last one.
IS_STILL = """async (twin, [packed, image]) => {
    const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
    document.body.innerHTML = '<div style="width: 900px; height: 430px; font-size: 15px"></div>';
    const part = document.body.firstChild;
    const read = twin.digit_read(twin.unpack(bytes.buffer), {image, labelled: true}, []);
    const show = () => twin.network_picture(part, twin.unpack(bytes.buffer), read,
        {zoom: "answer"}, {is_drawn: false, pen_is_down: () => false, tell() {}});
    show();
    const frames = [];
    const look = () => new Promise((done) => requestAnimationFrame(() =>
        done(frames.push(part.querySelector("canvas").toDataURL()))));
    const has_moved = () => frames.at(-1) !== frames.at(-4);
    do await look(); while (frames.length < 4 || has_moved());
    frames.length = 0;
    part.querySelector('.tn-picks button[title^="output 3:"]').click();
    do await look(); while (frames.length < 4 || has_moved());
    return frames[0] === frames.at(-1);
}"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_it_moves_but_for_who_wants_less_of_that(motion: str, browser: Browser) -> None:
    image = to_floats(load().test.images[0]).tolist()
    with importing(browser, reduced_motion=motion) as modules:
        twin = modules(*TWIN)
        is_still = twin.evaluate(IS_STILL, [packed(Reader(NETWORKS["book"])), image])
    assert is_still is (motion == "reduce")


# Also say what is written on any canvas from now on.
WRITES = """() => {
    const [canvas, written] = [CanvasRenderingContext2D.prototype, (window.written = [])];
    const { fillText } = canvas;
    canvas.fillText = function (text, ...where) {
        written.push(text);
        fillText.call(this, text, ...where);
    };
}"""


@pytest.mark.parametrize("theme", some(["dark", "light"]))
def test_the_picture_for_a_friend_says_what_the_page_says(
    theme: Literal["dark", "light"], app: Page
) -> None:
    app.emulate_media(color_scheme=theme)
    app.evaluate(WRITES)
    draw(app, STROKES[4])
    for name in ("Draw", "Look inside", "Backprop"):
        go_to(app, name)
        with app.expect_download() as saved:
            click(button(app, "Show a friend"))
        written = app.evaluate("() => window.written.splice(0)")
        shown = app.locator(".tn-moving-text span:visible").all_inner_texts()
        if name != "Backprop":  # where no answer stands beside the picture
            shown += app.locator(".tn-answer").inner_text().split("\n")
        said = {*shown, "Thirty Neurons"} - {"▼ you are here ▼"}  # of the steps, not of the picture
        assert shown and said <= {*written}
        picture = np.asarray(Image.open(saved.value.path()).convert("L"))
        assert (picture[5, 5] > 128) == (theme == "light")
        assert len(np.unique(picture)) > 20  # digit and lines
