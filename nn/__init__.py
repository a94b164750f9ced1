"""Michael Nielsen's digit-reading network, in NumPy, by hand.

Read it in the order of the book (*Neural Networks and Deep Learning*,
http://neuralnetworksanddeeplearning.com):

    functions.py   sigmoid and friends, the costs, how weights start   (chapters 1 and 3)
    network.py     feedforward, backprop, update_mini_batch            (chapters 1 and 2)
    training.py    epochs of mini-batches, as an iterator of events    (chapter 1)

Images are rows, a mini-batch is a matrix (m, 784), and biases are (n,), where the book has columns.
Where the book's names are:

    SGD                          training.Trainer
    update_mini_batch, backprop  the same, on Network, for a whole mini-batch at once
    cost_derivative, Cost.delta  functions.output_delta
    QuadraticCost                functions.quadratic_cost
    CrossEntropyCost             functions.cross_entropy_cost, with the output "sigmoid"
    the log-likelihood cost      the same with the output "softmax"
    default_weight_initializer   functions.one_over_sqrt_n
    large_weight_initializer     functions.normal
    vectorized_result            mnist.one_hot
    evaluate, accuracy           evaluation.evaluate
    total_cost                   the same, without L2's term
    monitor_...                  the events, events.EpochEnd and events.Checkpoint
    load_data_wrapper            mnist.load
    expand_mnist.py              augmentation.py
    save, load                   storage.network_files

`.github/CONTRIBUTING.md` says what is in the folders, and `tests/test_arrows.py` which may import
which.
"""

import os

# A mini-batch of ten is too little work to share: with one BLAS thread a step takes about
# two thirds of the time. OpenBLAS reads this once, when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.3.0"
