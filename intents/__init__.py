"""What did the citizen mean? Knows no policy and no chat."""

import os

# Before numpy is loaded: sums as small as ours only lose time when they are spread over threads that wait in a circle.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
