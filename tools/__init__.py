"""Development tools: what stands behind the commands of the Makefile."""
