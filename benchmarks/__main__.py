"""`python -m benchmarks`: every benchmark, one after the other; `python -m benchmarks process …`: that one."""

import sys

from benchmarks import first_light, process

if sys.argv[1:2] == ["process"]:
    process.main(sys.argv[2:])
else:
    first_light.main()
    process.main([])
