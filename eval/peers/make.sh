#!/usr/bin/env bash
# Makes an environment for each peer under build/peers, each about 1.5 GB. Run from the repository's root.
#   eval/peers/make.sh              all three
#   eval/peers/make.sh haystack     one of them
# The requirement files pin what was measured. Where plain pip would fetch the CUDA build of torch, name PyTorch's CPU index
# in TORCH_INDEX.
set -euo pipefail
python=${PYTHON:-python3.11}
for peer in "${@:-txtai llamaindex haystack}"; do
  for name in $peer; do
    place=build/peers/$name
    test -x "$place/bin/python" || "$python" -m venv "$place"
    "$place/bin/pip" install -q --disable-pip-version-check ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch==2.13.0
    "$place/bin/pip" install -q --disable-pip-version-check -r "eval/peers/$name.txt"
  done
done
