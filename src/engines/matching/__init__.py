"""Match volunteers and resources to needs; see :mod:`engines.matching.solve`."""
