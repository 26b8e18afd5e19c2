# shellcheck shell=bash
# The services outside the virtual machine: Prometheus, a fake Loki and a mail server on the host's loopback, which the guest reaches at
# fixed ports of 10.0.2.100 (vm.sh forwards them), and a web server. Sourced by run.
# shellcheck disable=SC2154 # needs: here, vm, and free_port of vm.sh
# SPDX-License-Identifier: Apache-2.0

outside=()

outside_start() {
    mkdir -p "$vm/outside/mail" "$vm/outside/tsdb" "$vm/outside/web"
    outside_port=$(free_port)
    python3 -m http.server -b 127.0.0.1 -d "$vm/outside/web" "$outside_port" >/dev/null 2>&1 &
    outside+=($!)
    free_port >"$vm/outside/mail.port"
    python3 "$here/mailbox.py" "$(cat "$vm/outside/mail.port")" "$vm/outside/mail" >"$vm/outside/mail.log" 2>&1 &
    outside+=($!)
    free_port >"$vm/outside/logs.port"
    touch "$vm/outside/logs"
    python3 "$here/loki.py" "$(cat "$vm/outside/logs.port")" "$vm/outside/logs" >"$vm/outside/loki.log" 2>&1 &
    outside+=($!)
    free_port >"$vm/outside/prometheus.port"
    prometheus_start
}

outside_stop() {
    local pid
    for pid in "${outside[@]}"; do kill "$pid" 2>/dev/null || true; done
    prometheus_stop
}

prometheus_start() {
    # The guest's clock is set by hand: accept samples that are late or out of order.
    printf 'storage: {tsdb: {out_of_order_time_window: 6h}}\n' >"$vm/outside/prometheus.yml"
    prometheus --config.file="$vm/outside/prometheus.yml" --web.enable-remote-write-receiver \
        --storage.tsdb.path="$vm/outside/tsdb" --web.listen-address="127.0.0.1:$(cat "$vm/outside/prometheus.port")" \
        >>"$vm/outside/prometheus.log" 2>&1 &
    prometheus_pid=$!
}

prometheus_stop() {
    [ -z "${prometheus_pid:-}" ] || kill "$prometheus_pid" 2>/dev/null || true
    wait "${prometheus_pid:-}" 2>/dev/null || true
    prometheus_pid=
}

# prometheus_value QUERY: the first value of its result; empty without one
prometheus_value() {
    curl -s -m 10 -G "http://127.0.0.1:$(cat "$vm/outside/prometheus.port")/api/v1/query" --data-urlencode "query=$1" |
        python3 -c 'import json, sys
result = json.load(sys.stdin)["data"]["result"]
print(result[0]["value"][1] if result else "")' 2>/dev/null || true
}

# outside_await SECONDS COMMAND...: runs it every second until it succeeds; returns 1 after the time limit, by the host's clock
outside_await() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 1
    done
}

# mail_about TEXT: whether a mail whose subject contains the text was received
mail_about() { grep -qrih "^subject:.*$1" "$vm/outside/mail"; }

# mail_with TEXT: whether a mail contains the text, in its subject or below
mail_with() { grep -qri "$1" "$vm/outside/mail"; }
