"""What somebody may predict of an experiment: a question for visitors and rooms, and its truth.

an experiment -> questions, before it begins -> its results -> what is right
"""

from collections.abc import Sequence
from dataclasses import replace

from nn.experiments.experiment import Experiment, cell_in_words, in_words
from nn.experiments.one_run import Result
from nn.experiments.study import Study, StudyState
from nn.experiments.summary import Summary, accuracies, summaries
from nn.in_words import uncapitalised
from nn.settings.config import SETTING
from nn.settings.setting import Value
from pages.ui.app.room.room import LONGEST_CHOICE, MOST_CHOICES
from pages.ui.app.state.experiments import Asked, Experiments, Way
from pages.ui.app.state.form import book_experiment
from pages.ui.app.state.room import Question

# A question's `kind` says which way of asking it belongs to.
KINDS = {way.name.lower(): way for way in Way}
LOTTERY = "How many points will lie between the best and the worst network after the first epoch?"
COMPARE = "Which one will read most at the end?"
SEARCH = "Which value will do best?"
LETTERS = "ABCDEFGHIJ"
_WHEN = {"asked": 0.0, "revealed": False, "truth": ()}

Truth = tuple[float, ...]  # all that is right: numbers, or places in the list of choices


def of(way: Way, asked: Asked) -> tuple[Question, ...]:
    """Return the questions about the study, or about the form if none has begun; () for none.

    A search over two settings has a question for each; the room is asked the first.
    """
    experiment = asked.experiment
    if experiment is None:
        return ()
    preset = book_experiment(experiment)
    return questions(way, experiment, preset.cells if preset else ())


def questions(way: Way, experiment: Experiment, named: Sequence[str] = ()) -> tuple[Question, ...]:
    """Return what may be predicted of an experiment whose cells may have names; () for nothing."""
    kind = way.name.lower()
    if way is Way.LOTTERY:
        if len(experiment.seeds) == 1:
            return ()
        return (Question(LOTTERY, (), "points", kind, least=0.0, most=100.0),)
    if way is Way.COMPARE:
        names = named or [cell_in_words(experiment, cell) for cell in experiment.cells]
        choices = [f"{letter}: {name}" for letter, name in zip(LETTERS, names, strict=False)]
        if not 2 <= len(names) <= MOST_CHOICES:
            return ()
        only = experiment.varied[0].name if len(experiment.varied) == 1 and not named else ""
        text = f"{SETTING[only].label}: {uncapitalised(COMPARE)}" if only else COMPARE
        return (Question(text, _fitting(choices), kind=kind),)
    each = [_of_setting(experiment, place) for place in range(len(experiment.varied))]
    askable = tuple(question for question in each if question)
    return askable if len(askable) == len(each) else ()


def truths(way: Way, experiment: Experiment, results: Sequence[Result]) -> tuple[Truth, ...]:
    """Return what is right by at least one result, for each question.

    What is best is so as it is printed: two that read 95.1 % are both right.
    """
    if way is Way.LOTTERY:
        printed = [round(100 * share, 1) for share in accuracies(results, epoch=1)]
        return ((round(max(printed) - min(printed), 1),),)
    cells = [summary.cell for summary in best(experiment, results)]
    if way is Way.COMPARE:
        return (tuple(map(float, cells)),)
    return tuple(_right_values(experiment, place, cells) for place in range(len(experiment.varied)))


def best(experiment: Experiment, results: Sequence[Result]) -> list[Summary]:
    """Return the cells whose networks read most at the end, on average and as it is printed."""
    cells = summaries(experiment, results)
    most = max(printed(summary) for summary in cells)
    return [summary for summary in cells if printed(summary) == most]


def printed(summary: Summary) -> float:
    """Return the mean accuracy of a cell in per cent, to the place that pages print."""
    return round(100 * summary.mean, 1)


# The room


def still_open(experiments: Experiments) -> Question | None:
    """Return what the room may be asked now: no result is there yet that would tell it."""
    asked = experiments.now
    if asked.study and asked.study.snapshot().results:
        return None
    return next(iter(of(experiments.way, asked)), None)


def study_of(experiments: Experiments, question: Question) -> Study | None:
    """Return the experiment that a question of the room is about, if it has begun."""
    way = KINDS.get(question.kind)
    if way is None:
        return None
    asked = experiments.asked[way]
    own = next(iter(of(way, asked)), None)
    return asked.study if own and is_same(own, question) else None


def is_same(one: Question, other: Question) -> bool:
    """Tell whether two questions ask the same, whenever they are asked."""
    return replace(one, **_WHEN) == replace(other, **_WHEN)  # type: ignore[arg-type]


def truth_for_room(question: Question, study: Study) -> Truth:
    """Return what is right once the experiment has ended; () before."""
    view = study.snapshot()
    if view.state is not StudyState.FINISHED:
        return ()
    return truths(KINDS[question.kind], view.experiment, view.results)[0]


# Settings and their values


def _of_setting(experiment: Experiment, place: int) -> Question | None:
    """Return the question which value of a setting does best; None where it cannot be asked."""
    name, kind = experiment.varied[place].name, Way.SEARCH.name.lower()
    text = f"{SETTING[name].label}: {uncapitalised(SEARCH)}"
    values = _values(experiment, place)
    if 2 <= len(values) <= MOST_CHOICES:
        return Question(text, _fitting([in_words(name, value) for value in values]), kind=kind)
    if len(values) > MOST_CHOICES and isinstance(values[0], (int, float)):
        least, most = float(str(values[0])), float(str(values[-1]))
        return Question(text, kind=kind, least=least, most=most)
    return None


def _right_values(experiment: Experiment, place: int, cells: Sequence[int]) -> Truth:
    values = _values(experiment, place)
    right = {experiment.cells[cell].values[place] for cell in cells}
    if len(values) <= MOST_CHOICES:
        return tuple(float(k) for k, value in enumerate(values) if value in right)
    return tuple(float(str(value)) for value in values if value in right)


def _values(experiment: Experiment, place: int) -> list[Value]:
    """Return the values of a setting, each once; numbers by their size."""
    values = list(dict.fromkeys(experiment.varied[place].values))
    if all(isinstance(value, (int, float)) for value in values):
        values.sort(key=lambda value: float(str(value)))
    return values


def _fitting(choices: Sequence[str]) -> tuple[str, ...]:
    """Return texts as choices: short enough, and no two of them the same."""
    short = [_cut(text) for text in choices]
    if len(set(short)) < len(short):
        short = [_cut(f"{number}. {text}") for number, text in enumerate(choices, start=1)]
    return tuple(short)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CHOICE else f"{text[: LONGEST_CHOICE - 1]}…"
