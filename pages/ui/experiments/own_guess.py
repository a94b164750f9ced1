"""A visitor's guesses beside what has come of an experiment, in sentences."""

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.experiments.study import StudyState, StudyView
from nn.experiments.summary import summaries
from nn.in_words import listed
from pages.ui.app.numbers import percent, plain
from pages.ui.app.room import guesses, predictions
from pages.ui.app.room.predictions import Truth
from pages.ui.app.state.experiments import GUESSES, Asked, Way
from pages.ui.app.state.room import Question


def beside_result(way: Way, now: Asked, asked: tuple[Question, ...], view: StudyView) -> list[str]:
    """Return the visitor's guesses beside what is known of their truth, in sentences."""
    experiment, results = view.experiment, view.results
    over = view.state is StudyState.FINISHED
    said = []
    truths = predictions.truths(way, experiment, results)
    for name, question, truth in zip(GUESSES, asked, truths, strict=False):
        guess = getattr(now, name)
        if guess is None:
            continue
        if way is Way.COMPARE:
            said.append(_compared(question, int(guess), experiment, results, over))
        elif way is Way.SEARCH:
            said.append(_searched(question, guess, truth, over))
        else:
            said.append(_drawn(question, guess, truth, over, experiment.base.epochs))
    return said


def _drawn(question: Question, guess: float, truth: Truth, over: bool, epochs: int) -> str:
    """Return a guess of a number beside the number."""
    result = guesses.all_in_words(question, truth)
    said = f"Your guess{' for epoch 1' if epochs > 1 else ''}: {guesses.in_words(question, guess)}."
    if not over:
        return f"{said} So far: {result}."
    more = round(truth[0] - guess, 1)
    if not more:
        return f"{said} Result: {result}, exactly right."
    return f"{said} Result: {result}, {plain(abs(more))} {'more' if more > 0 else 'less'}."


def _compared(
    question: Question,
    guess: int,
    experiment: Experiment,
    results: tuple[Result, ...],
    over: bool,
) -> str:
    """Return the guess of a cell beside the cells that read most, and how far it is off."""
    best = predictions.best(experiment, results)
    most = predictions.printed(best[0])
    share = percent(most / 100)
    own_choice = f"Your guess “{question.choices[guess]}”"
    leads = listed([f"“{question.choices[summary.cell]}”" for summary in best])
    reads = "reads" if len(best) == 1 else "read"
    if not over:
        every = len({result.cell for result in results}) == len(experiment.cells)
        return f"{own_choice}{f'; so far {leads} {reads} most, {share}' if every else ''}."
    if guess in [summary.cell for summary in best]:
        also = "" if len(best) == 1 else ", as another one does"
        return f"{own_choice} is right: it reads most, {share}{also}."
    own_mean = next(
        predictions.printed(s) for s in summaries(experiment, results) if s.cell == guess
    )
    off = plain(round(most - own_mean, 1))
    return f"{own_choice} is {off} points behind {leads}, which {reads} most, {share}."


def _searched(question: Question, guess: float, truth: Truth, over: bool) -> str:
    """Return the guess of a setting's value beside the values that did best."""
    setting = question.text.partition(":")[0]
    said = f"{setting}: your guess {guesses.in_words(question, guess)}"
    best = guesses.all_in_words(question, truth)
    if not over:
        return f"{said}, so far best {best}."
    if guess in truth:
        return f"{said} is right."
    return f"{said}, best was {best}."
