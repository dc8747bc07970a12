"""`python -m benchmarks`: every benchmark, one after the other."""

from benchmarks.first_light import main

main()
