"""`python -m benchmarks`: every benchmark, one after the other; `… process …` or `… models …`: that one.

Those on labelled public sets need to be told where the sets are, and so run only when asked for.
"""

import sys

from benchmarks import first_light, models, process

if sys.argv[1:2] == ["process"]:
    process.main(sys.argv[2:])
elif sys.argv[1:2] == ["models"]:
    models.main(sys.argv[2:])
else:
    first_light.main()
    process.main([])
