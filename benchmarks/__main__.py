"""`python -m benchmarks`: every benchmark, one after the other; `… process …`, `… models …`,
`… collusion …`, `… outliers …`, `… planted …`, `… pages …`, `… releases …` or `… goals`: that one.

Those on labelled public sets, or on a demonstration that was made before, run only when asked for.
"""

import sys

from benchmarks import first_light, models, pages, planted, process, releases

if sys.argv[1:2] == ["process"]:
    process.main(sys.argv[2:])
elif sys.argv[1:2] == ["models"]:
    models.main(sys.argv[2:])
elif sys.argv[1:2] in (["collusion"], ["outliers"]):
    models.main(sys.argv[2:], only=sys.argv[1])
elif sys.argv[1:2] == ["planted"]:
    planted.main(sys.argv[2:])
elif sys.argv[1:2] == ["pages"]:
    pages.main(sys.argv[2:])
elif sys.argv[1:2] == ["releases"]:
    releases.main(sys.argv[2:])
elif sys.argv[1:2] == ["goals"]:
    # The one that needs what tests need: pytest, Hypothesis, a browser.
    from benchmarks import goals

    sys.exit(goals.main(sys.argv[2:]))
elif sys.argv[1:]:
    sys.exit(f"there is no benchmark named {sys.argv[1]}")
else:
    first_light.main()
    process.main([])
