"""Corrects a defect of LocalStack 4.14.0: in a log group with a subscription, a new log stream loses its first lines.

moto_create_log_stream takes an element of describe_subscription_filters(), which is a view of a dict and has no index, and
takes the pattern as if the element were a dict. The call fails after the stream has been created, and the lines that it came
with are lost. Scripts in boot.d run in a process of their own before LocalStack starts, so this one changes LocalStack's
source file. Another version, which has other lines, is left as it is.
"""

from importlib.util import find_spec
from pathlib import Path

WRONG = """    filters = self.describe_subscription_filters()
    stream.filter_pattern = filters[0]["filterPattern"] if filters else None
"""
RIGHT = """    filters = list(self.describe_subscription_filters())
    stream.filter_pattern = filters[0].filter_pattern if filters else None
"""

# The directory of the package, without importing its modules.
[package] = find_spec("localstack.services").submodule_search_locations
provider = Path(package, "logs", "provider.py")
source = provider.read_text()
if WRONG in source:
    provider.write_text(source.replace(WRONG, RIGHT))
