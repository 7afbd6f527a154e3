"""Full-size timings, each beside a peer or a physical limit in the same run."""
