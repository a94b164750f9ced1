"""From strokes or a picture to the 28 x 28 pixels that the network sees.

    strokes, mnist_pen -> strokes_to_pixels -> grouping, strokes_to_number
    picture_files, picture_to_ink -> blobs, ink, cut_out -> picture_to_pixels -> picture_to_digits

Each way ends with a row of up to ten digits.
"""
