"""How long the app waits for somebody who does nothing, in seconds.

All of it in one place, so that tests can make it short. Read each at the time of use.
"""

# A run or an experiment goes on for so long after the last sign of its visitor's browser tab.
ABSENT = 120.0
ABSENT_WHEN_OTHERS_WAIT = 15.0
# A visitor without a browser is known for so long.
FORGOTTEN = 600.0
# A paused run keeps its process for so long.
IDLE = 60.0
IDLE_WHEN_OTHERS_WAIT = 10.0
