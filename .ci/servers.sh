# Starts and stops the servers that the optional checks need: sourced by .ci/run.

# Scripts that install and start servers, if the project has them next to it.
tools=$(realpath -m ../shared/tools)
venv=
influxd=
ministack=
localstack=
corrected=

has_influxdb() { [ -f "$tools/influxd.sh" ]; }
has_localstack() { [ -f "$tools/localstack/localstack.sh" ]; }

start_influxdb() {
  local variables
  # The script prints variables to export.
  variables=$(timeout 900 bash "$tools/influxd.sh" start) || return 1
  eval "$variables"
  influxd=$INFLUXD_PID
}

stop_influxdb() {
  [ -z "$influxd" ] || bash "$tools/influxd.sh" stop "$influxd"
  influxd=
}

install_ministack() {
  venv=$(mktemp -d)/ministack
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet ministack==1.5.33
}

# start_ministack [VARIABLE=VALUE…]: in a process group of its own, together with the functions that it starts. They run on
# the first Node of the PATH, so that is the project's.
start_ministack() {
  (
    cd "$venv" &&
      exec env PATH="$OLDPWD/node_modules/.bin:$PATH" BIND_HOST=127.0.0.1 PERSIST_STATE=1 STATE_DIR="$venv/state" \
        "$@" setsid bin/ministack
  ) >>"$venv/log" 2>&1 &
  ministack=$!
}

# The CDK cannot publish assets to a MiniStack that enforces policies, so it does only after the deployment.
enforce_policies() {
  stop_ministack
  start_ministack AUTH=true
  curl --silent --fail --retry 20 --retry-connrefused --retry-delay 1 --output /dev/null \
    "$AWS_ENDPOINT_URL/_ministack/health"
}

# Kills what has not stopped after 10 seconds.
stop_ministack() {
  [ -n "$ministack" ] || return 0
  kill -- "-$ministack" 2>/dev/null
  for _ in $(seq 20); do kill -0 -- "-$ministack" 2>/dev/null || break; sleep 0.5; done
  kill -9 -- "-$ministack" 2>/dev/null
  ministack=
}

# With the correction that the compose file mounts, in a copy of LocalStack's package.
start_localstack() {
  local variables cache=${LOCALSTACK_CACHE:-$HOME/.cache/localstack-4.14.0}
  timeout 600 bash "$tools/localstack/localstack.sh" install || return 1
  corrected=$(mktemp -d)
  cp -r "$cache"/venv/lib/python*/site-packages/localstack "$corrected/" &&
    PYTHONPATH=$corrected "$cache/venv/bin/python" infra/localstack/boot.d/keep_first_log_lines.py || return 1
  variables=$(PYTHONPATH=$corrected PATH="$PWD/node_modules/.bin:$PATH" \
    timeout 120 bash "$tools/localstack/localstack.sh" start) || return 1
  localstack=$(sed -n 's/.*LOCALSTACK_PID=\([0-9]*\).*/\1/p' <<<"$variables")
}

stop_localstack() {
  [ -z "$localstack" ] || bash "$tools/localstack/localstack.sh" stop "$localstack"
  localstack=
}

stop_servers() {
  stop_ministack
  stop_localstack
  stop_influxdb
  [ -z "$venv" ] || rm -rf "${venv%/*}"
  [ -z "$corrected" ] || rm -rf "$corrected"
}
