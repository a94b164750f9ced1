"""scipy's image filters take a second to import: before the first picture, never for strokes."""

import subprocess
import sys

STROKES_THEN_A_PICTURE = """
import io, sys
import numpy as np
from PIL import Image
from nn.drawing import blobs, strokes_to_number, strokes_to_pixels
from nn.drawing.picture_files import open_picture
from nn.drawing.picture_to_digits import read_picture
from nn.drawing.picture_to_pixels import stages_of_picture
from nn.storage.network_files import open_network

reader = open_network("draw").reader
strokes = [np.array([[x, 0.0], [x, 90.0]]) for x in (0.0, 60.0)]
assert len(strokes_to_number.read_number(reader, strokes)) == 2
strokes_to_pixels.stages_of_strokes(strokes, 9.0, 99.0)
print("scipy.ndimage" in sys.modules)

blobs.warm_up().join()
before = set(sys.modules)
file = io.BytesIO()
Image.fromarray(np.kron(np.eye(4, dtype=bool), np.ones((9, 9), bool))).save(file, "PNG")
file.seek(0)
ink = open_picture(file).ink
read_picture(reader, ink)
stages_of_picture(ink)
print(*(name for name in set(sys.modules) - before if name.startswith("scipy")))
"""


def test_strokes_do_without_scipy_s_filters_and_a_picture_finds_them_imported() -> None:
    said = subprocess.check_output([sys.executable, "-c", STROKES_THEN_A_PICTURE], text=True)
    assert said.splitlines() == ["False", ""]
