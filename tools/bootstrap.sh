#!/bin/sh
# Finds a Python that is new enough and hands over to bootstrap.py. An old Python could not read
# that file, so this question is asked here.
set -eu
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

for python in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$python" >/dev/null 2>&1 && "$python" -c "$new_enough" >/dev/null 2>&1; then
        exec "$python" "$(dirname "$0")/bootstrap.py" "$@"
    fi
done

if command -v python3 >/dev/null 2>&1; then
    echo "Python 3.11 or newer is needed; python3 here is $(python3 -V 2>&1)." >&2
else
    echo "Python 3.11 or newer is needed; no python3 was found." >&2
fi
echo "Install a newer one, or name it: make run PYTHON=/path/to/python3.12" >&2
exit 1
