"""How long a paused run keeps its process, in seconds. Read each at the time of use."""

IDLE = 60.0
IDLE_WHEN_OTHERS_WAIT = 10.0
