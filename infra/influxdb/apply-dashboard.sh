#!/bin/bash
# InfluxDB's image runs this once, when it has set itself up.
influx apply --force yes --file "$(dirname "$0")/dashboard.json"
