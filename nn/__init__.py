"""Michael Nielsen's digit-reading network, in NumPy, by hand.

Read it in the order of the book (*Neural Networks and Deep Learning*,
http://neuralnetworksanddeeplearning.com):

    functions.py   sigmoid and friends, their slopes, the costs        (chapters 1 and 3)
    network.py     feedforward, backprop, update_mini_batch            (chapters 1 and 2)
    sgd.py         the loop: epochs, shuffle, mini-batches             (chapter 1)

They are what trains: the command line (`cli/progress.py`), the experiments
(`experiments/one_run.py`) and Play in the app (`runs/worker.py`, in a process of its own) all go
through `training.train`, which adds early stopping to that loop. Read second what makes it fast:
`fast_network.py` takes the same steps in buffers that it uses again, and `fast_mini_batches.py`
cuts the same mini-batches. Images are rows, a mini-batch is a matrix (m, 784), and biases are
(n,), where the book has columns. `export/` gives these modules away as one file.
Where the book's names are:

    SGD                          sgd.sgd
    Network(sizes)               initial_weights.initial_network
    update_mini_batch, backprop  the same, on Network, for a whole mini-batch at once
    QuadraticCost                functions.quadratic, with sigmoid_error for its delta
    CrossEntropyCost             functions.cross_entropy, with difference for its delta
    the log-likelihood cost      functions.log_likelihood
    default_weight_initializer   initial_weights.one_over_sqrt_n
    large_weight_initializer     initial_weights.normal
    vectorized_result            sgd.one_hot
    evaluate, accuracy           evaluation.evaluate
    total_cost                   the same, without L2's term, which is in experiments/one_run.py
    early stopping               early_stopping.EarlyStopping
    monitor_...                  what drives the loop, such as cli/progress.py and runs/worker.py
    load_data_wrapper            mnist.load
    expand_mnist.py              augmentation.py
    save, load                   storage.network_files

`.github/CONTRIBUTING.md` says what is in the folders, and `tests/test_arrows.py` which may import
which.
"""

import os

# `fast_network.py` holds BLAS at one thread. OpenBLAS reads this when NumPy is first imported, and
# then starts no others in the first place: that is half of the work of starting a process.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.22.0"
