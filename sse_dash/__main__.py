"""`python -m sse_dash`, for where the script is not on the path."""

import sys

from sse_dash.cli import main

sys.exit(main())
