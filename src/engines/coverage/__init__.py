"""Plan coverage for a whole city: branches, attachment, sites and rounds.

Arrays in, plan out: :func:`engines.coverage.solve.solve` and
:func:`engines.coverage.verify.verify` are the interface, :mod:`engines.coverage.problem` and
:mod:`engines.coverage.plan` document every array.
"""
