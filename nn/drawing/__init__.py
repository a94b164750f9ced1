"""From strokes or a picture to the 28 x 28 pixels that the network sees."""
