#!/bin/bash
# Applies dashboard.json with the influx CLI and its settings (INFLUX_HOST, INFLUX_TOKEN, INFLUX_ORG, or the active
# configuration). The influxdb image runs this script once, after its setup.
#
# The dashboard belongs to an InfluxDB stack, so that applying it again updates it. Without a stack each run adds another one.
set -euo pipefail

stack_id() { awk 'NR == 1 { print $1 }'; }

id=$(influx stacks --stack-name augur --hide-headers | stack_id)
[ -n "$id" ] || id=$(influx stacks init --stack-name augur --hide-headers | stack_id)
influx apply --force yes --stack-id "$id" --file "$(dirname "$0")/dashboard.json"
