"""What can be on the stage: each scene fits the window, in letters for the back row."""
