"""An experiment before its start: which settings, what varies with which values, how many seeds."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.of_the_book import PRESETS as OF_BOOK
from nn.in_words import capitalised
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from nn.settings.presets import PRESETS
from pages.ui.app import glossary, html, widgets
from pages.ui.app.formats import counted
from pages.ui.app.state.experiments import TRAIN, Asked, Form, form_of
from pages.ui.app.state.session import Session
from pages.ui.app.visitor.experiment_in_words import book_experiment
from pages.ui.app.widgets import bound, bound_to, choice, setting_control
from pages.ui.experiments import conduct
from pages.ui.experiments.conclusions import in_common, too_few_runs

MOST_POINTS = 200
MOST_VARIED = 2
BOOK = "The book: "  # before the title of one of its experiments
# What an experiment may begin with besides Train's settings.
SOURCES: dict[str, Experiment | TrainingConfig] = {
    **{f"{BOOK}{preset.title}": preset.experiment for preset in OF_BOOK.values()},
    **{f"Preset: {preset.title}": preset.config for preset in PRESETS.values()},
}
HOW = {"grid": "Each with each", "random": "Random points", "paired": "In pairs"}
ABOUT_HOW = {
    "grid": "Every value of one setting with every value of the other.",
    "random": "Chosen by chance between the smallest and the largest value, the same each time: "
    "this tries more values of each setting.",
    "paired": "The first values together, then the second ones, and so on.",
}
LIST = "With commas between them."
ABOUT_NUMBERS = f"{LIST} 0.01..10*7 stands for seven values from 0.01 to 10."
ABOUT_SEEDS = "How many networks are trained: 1-5 are five seeds, and 3, 5, 8 are three."
ABOUT_LAYERS = f"{LIST} 100x50 is a layer of 100 neurons and one of 50, none is no hidden layer."
# The values that a setting without choices has at first.
USUAL = {
    "sizes": "10, 30, 100",
    "eta": "0.5, 3",
    "mini_batch_size": "10, 100",
    "epochs": "1, 3, 10",
    "lmbda": "0, 5",
    "momentum": "0, 0.9",
    "training_images": "1000, 10000, 60000",
    "early_stopping": "0, 3",
    "held_back": "1000, 10000",
}


class Start(NamedTuple):
    """The form filled in for a question."""

    title: str
    question: str
    form: Callable[[], Form]


STARTS = {
    "lottery": Start(
        "Seed lottery",
        "Does one run prove anything?",
        Form,
    ),
    "compare": Start(
        "Compare",
        "Which is better, beyond luck?",
        lambda: Form(TrainingConfig(epochs=3), "1-5", {"eta": "0.5, 3"}),
    ),
    "search": Start(
        "Search",
        "Where are the best settings?",
        lambda: Form(values={"eta": "0.1, 0.3, 1, 3, 10", "sizes": "10, 30, 100"}, seeds="1-3"),
    ),
}


def _start_of(form: Form) -> str:
    """Return the name of the start that a form is like."""
    if not form.values:
        return "lottery"
    return "search" if len(form.values) > 1 and form.how != "paired" else "compare"


def ask(form: Form) -> None:
    """Show in large type what a form asks."""
    st.html(html.tag("p", STARTS[_start_of(form)].question, kind="tn-question"))


def choose_start(asked: Asked) -> None:
    """Offer the three starts, each of which fills in the form."""

    def fill_in(name: str) -> None:
        asked.form = STARTS[name].form()

    titles = {name: start.title for name, start in STARTS.items()}
    label, key = "Fill in the form for", "experiments_start_with"
    own = {"value": _start_of(asked.form), "then": fill_in, "width": "content"}
    choice(asked, "form", label, titles, key, **own)


def show(visitor: Session) -> Experiment | None:
    """Show the form and what all its runs share; return the experiment, if it can start."""
    form = visitor.experiments.form
    if form.source == TRAIN:
        form.base = replace(visitor.training.config, epochs=form.base.epochs)
    many = max(len(form.values), 1)
    names, *columns = st.columns([3, *[5 / many] * many])
    with names:
        _choose_what_varies(form)
    for column, name in zip(columns, form.values, strict=False):
        with column:
            _choose_values(form, name)
    if len(form.values) > 1:
        _choose_how(form)
    source, seeds, epochs = st.columns([6, 5, 5])
    with source:
        _choose_source(visitor.experiments)
    with seeds:
        bound_to(
            form,
            "seeds",
            st.text_input,
            "Seeds for each" if form.values else "Seeds",
            key="experiments_seeds",
            help=f"{ABOUT_SEEDS}\n\n{glossary.about('seed')}",
        )
    with epochs:
        if "epochs" not in form.values:
            setting_control(
                SETTING["epochs"],
                form.base.epochs,
                "experiments_epochs",
                lambda number: setattr(form, "base", replace(form.base, epochs=number)),
            )
    try:
        experiment = form.experiment()
        st.caption(glossary.marked(_in_words(experiment)))
        conduct.check(experiment)
    except Refused as error:
        st.warning(html.as_it_is(str(error)), icon=":material/info:")
        return None
    return experiment


def _choose_what_varies(form: Form) -> None:
    def vary(names: list[str]) -> None:
        usual = {name: USUAL.get(name) or ", ".join(SETTING[name].choices) for name in names}
        form.values = {name: form.values.get(name, usual[name]) for name in names}
        form.how = form.how if len(names) > 1 else "grid"

    bound(
        st.multiselect,
        "What varies",
        [setting.name for setting in SETTINGS if setting.name != "seed"],
        format_func=lambda name: SETTING[name].label,
        key="experiments_names",
        value=list(form.values),
        then=vary,
        max_selections=max(MOST_VARIED, len(form.values)),  # a link may have more
        placeholder="Only the seed",
        help="Choose one setting or two. Without one only the seed differs.",
    )


def _choose_values(form: Form, name: str) -> None:
    """Ask for the values of a setting that varies: among its choices, or as a list."""
    setting, text = SETTING[name], form.values[name]
    label, hint = f"Values of {setting.in_a_sentence}", widgets.hint(setting)
    if setting.choices and form.how != "paired":  # pairs may have a value twice
        bound(
            st.multiselect,
            label,
            list(setting.choices),
            format_func=setting.choices.__getitem__,
            key=f"experiments_chosen_{name}",
            value=[v for v in text.replace(" ", "").split(",") if v in setting.choices],
            then=lambda chosen: form.values.update({name: ", ".join(chosen)}),
            help=hint,
        )
        return
    about = ABOUT_LAYERS if isinstance(setting.default, tuple) else ABOUT_NUMBERS
    if setting.choices:
        about = f"{LIST} There are {', '.join(setting.choices)}."
    bound(
        st.text_input,
        label,
        key=f"experiments_values_{name}",
        value=text,
        then=lambda text: form.values.update({name: text}),
        help=f"{about}\n\n{hint}",
    )


def _choose_how(form: Form) -> None:
    """Ask how the values of several settings go together."""
    with st.container(horizontal=True, vertical_alignment="center"):
        choice(form, "how", "Which combinations", HOW, key="experiments_how", width="content")
        if form.how == "random":
            points = {"key": "experiments_points", "label_visibility": "collapsed", "width": 130}
            bound_to(form, "points", st.number_input, "Points", 1, MOST_POINTS, step=1, **points)
        st.caption(ABOUT_HOW[form.how])


def _choose_source(asked: Asked) -> None:
    """Ask what to begin with: Train's settings, a preset's, or one of the book's experiments."""

    def choose(title: str) -> None:
        source = SOURCES.get(title)
        if isinstance(source, Experiment):
            asked.form = form_of(source)
            return
        form.source = title
        if source:
            form.base = replace(source, epochs=form.base.epochs)

    form, experiment = asked.form, asked.experiment
    book = experiment and book_experiment(experiment)
    value = f"{BOOK}{book.title}" if book else form.source
    bound(
        st.selectbox,
        "Begin with",
        list(dict.fromkeys([TRAIN, *SOURCES, value])),
        key="experiments_begin_with",
        value=value,
        then=choose,
        help="The settings that all runs share, or one of the book's experiments.",
    )


def _in_words(experiment: Experiment) -> str:
    """Return how many combinations there are, what they share, and if there are too few seeds."""
    cells = len(experiment.cells)
    if cells == 1:
        return in_common(experiment)
    few = capitalised(too_few_runs(experiment, len(experiment.seeds)))
    return f"{counted(cells, 'combination')}. {in_common(experiment)} {few}".strip()
