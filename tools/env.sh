#!/bin/sh
# Finds a Python new enough for us and lets tools/env.py make .venv with it.
# `PYTHON=/path/to/python3.12 make env` chooses one by hand.
set -eu
cd "$(dirname -- "$0")/.."

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for python in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
    if new_enough "$python"; then
        exec "$python" tools/env.py "$@"
    fi
    [ -z "${PYTHON:-}" ] || break # chosen by hand: take no other in silence
done

found=$("${PYTHON:-python3}" --version 2>&1) || found="没有找到 ${PYTHON:-python3}"
echo "需要 Python 3.11 或更高版本(现在:$found)。请先安装,或用 make env PYTHON=/路径/python3.11 指定。" >&2
exit 1
