"""Command line of the benchmarks: see :mod:`bench.harness`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from bench.harness import REGISTRY, record


def main(names: list[str]) -> int:
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"bench.{path.stem}")
    unknown = [name for name in names if name not in REGISTRY]
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(REGISTRY)}")
        return 2
    for name in names or list(REGISTRY):
        print(f"{name} ...", flush=True)
        result = record(name, REGISTRY[name]())
        print(
            f"{name}: ours {result['ours']:.4g} {result['unit']}, "
            f"{result['reference_is']} {result['reference']:.4g}, "
            f"ratio {result['ratio']:.3g} (goal {result['goal']}): "
            f"{'met' if result['met'] else 'NOT MET'}",
            flush=True,
        )
        for fact, number in (*result["checks"].items(), *result["facts"].items()):
            print(f"  {fact}: {number}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
