"""Judges checkov's report, which it reads: checkov itself counts a template that it cannot read as one without findings.

    checkov --output json --file TEMPLATE | python .ci/checkov.py TEMPLATE
"""

import json
import sys

report = json.load(sys.stdin)
summary = report["summary"]
for check in report["results"]["failed_checks"]:
    print(f"{check['check_id']} {check['resource']}: {check['check_name']}")
if summary["parsing_errors"] or not summary["passed"] or summary["failed"]:
    sys.exit(f"{sys.argv[1]}: {summary}")
print(f"{sys.argv[1]}: {summary['passed']} checks passed, {summary['skipped']} are accepted")
