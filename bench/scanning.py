"""Prints how many frames of a bad camera are read, by size and coding of the code; tests/badge/distortion.py is the camera.

    python bench/scanning.py [--frames 100]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy

from services.badge import qr
from tests.badge import distortion

# What is printed, the side of its code in millimetres without the quiet zone, its versions, the bytes of its token.
CODES = (
    ("card", 24.89, qr.CARD_VERSIONS, 118),
    ("paper, longest text", 34 * 65 / 73, qr.PAPER_VERSIONS, 245),
    ("card, smaller", 22.0, qr.CARD_VERSIONS, 118),
)


def main() -> None:
    """A line for each code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--frames", type=int, default=100)
    frames = asked.parse_args().frames
    print(f"| code | side mm | modules | module mm | {' | '.join(f'{name} %' for name in distortion.DEGREES)} |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, side, versions, length in CODES:
        count = len(qr.matrix(distortion.address(numpy.random.default_rng(distortion.SEED), length), versions))
        read = [distortion.share_read(degree, frames, side, versions, length) for degree in distortion.DEGREES.values()]
        shares = " | ".join(f"{100 * each / frames:.0f}" for each in read)
        print(f"| {name} | {side:.2f} | {count} | {side / count:.3f} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
