"""The questions that the app can ask by itself: about a run, and about an experiment."""

from nn.in_words import capitalised, listed
from nn.mnist import DIGITS
from nn.settings.config import SETTING, TrainingConfig
from pages.ui.app.state.experiments import Asked
from pages.ui.app.state.room import Question
from pages.ui.app.visitor import experiment_in_words
from pages.ui.class_room.rules import LONGEST_CHOICE, MOST_CHOICES

MISREAD = Question(
    "Which digit will it misread most often?", tuple(map(str, range(DIGITS))), kind="misread"
)
BETTER = Question(
    "Will it get better with a smaller learning rate?", ("yes", "no", "about the same"), kind="eta"
)
EPOCH = "epoch"  # the kind of what is asked of a run
EXPERIMENT = "experiment"  # and of an experiment


def of_epoch(config: TrainingConfig) -> Question:
    """Return the question about a run with these settings."""
    seen = config.images_to_learn_from
    text = f"Of 100 digits, how many will it read right after seeing all {seen:,} once?"
    return Question(text, unit="%", kind=EPOCH, least=0.0, most=100.0)


def of_experiment(asked: Asked) -> Question | None:
    """Return the question about the experiment on the page, None if there is nothing to guess."""
    experiment = asked.experiment
    if experiment is None or len(experiment) == 1:
        return None
    if 2 <= len(experiment.cells) <= MOST_CHOICES:
        names = [SETTING[name].in_a_sentence for name, _ in experiment.varied]
        text = "which one will read most at the end?"
        text = f"{listed(names)}: {text}" if len(names) <= 2 else text
        choices = tuple(  # short enough for a phone
            name if len(name) <= LONGEST_CHOICE else f"{name[: LONGEST_CHOICE - 1]}…"
            for name in experiment_in_words.names_of(experiment)
        )
        return Question(capitalised(text), choices, kind=EXPERIMENT)
    text, unit = "How many % will the best combination read at the end, on average?", "%"
    if not experiment.varied:
        text = (
            "How many points will lie between the best and the worst network after the first epoch?"
        )
        unit = "points"
    return Question(text, unit=unit, kind=EXPERIMENT, least=0.0, most=100.0)
