"""From strokes or a picture to the 28 x 28 pixels that the network sees.

What is drawn:

- `strokes`: the strokes on a canvas, and what an eraser left of them
- `mnist_pen`: straight pieces of strokes become pixels, as wide as MNIST's pen
- `strokes_to_pixels`: one digit, scaled and centred as MNIST's makers did
- `grouping`: which strokes of a row belong to one digit
- `strokes_to_number`: a row of up to ten digits, read
- `several`: more than one digit where one is expected

What is loaded:

- `picture_files`: a file that may come from anyone, opened with care
- `picture_to_ink`: how much ink each pixel has, whatever the paper and the light
- `blobs`: blobs of touching ink, without specks and ruled lines
- `cut_out`: a digit, cut out of its picture
- `ink`: how ink is measured, made smaller, and made broader
- `picture_to_pixels`: one digit, its strokes made as wide as MNIST's
- `picture_to_digits`: a row of up to ten digits
"""
