"""What a worker process does: call what it is sent on stdin, and send back what comes of it."""

import os
import pickle
import signal
import sys

from citehub.parallel import collect_garbage_rarely


def serve() -> None:
    """Answer calls until there are no more; a parent that was killed sends none."""
    collect_garbage_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not pass for an answer
    while True:
        try:
            function, args, kwargs = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = True, function(*args, **kwargs)
        except Exception as error:  # raised again where the call was made
            answer = False, error
        try:
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
        except BrokenPipeError:
            os._exit(1)  # the parent is gone; closing the streams would only fail again
