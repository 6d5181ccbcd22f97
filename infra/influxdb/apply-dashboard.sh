#!/bin/bash
# The influxdb image runs this script once, after its setup.
influx apply --force yes --file "$(dirname "$0")/dashboard.json"
