# shellcheck shell=bash
# What stands outside the machine: a Prometheus, a receiver of logs and a mail server on this machine's loopback, which the guest reaches at 10.0.2.100 under
# fixed ports (vm.sh forwards them), and a web server. Sourced by run.
# shellcheck disable=SC2154 # needs: here, vm, and free_port of vm.sh

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
    # The guest's clock is set by hand: what comes late or out of order is taken.
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

# prometheus_value QUERY: the first value of its answer; nothing when there is none
prometheus_value() {
    curl -s -m 10 -G "http://127.0.0.1:$(cat "$vm/outside/prometheus.port")/api/v1/query" --data-urlencode "query=$1" |
        python3 -c 'import json, sys
result = json.load(sys.stdin)["data"]["result"]
print(result[0]["value"][1] if result else "")' 2>/dev/null || true
}

# outside_await LIMIT COMMAND...: by this machine's clock; 1 when it never succeeded within so many seconds
outside_await() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 1
    done
}

# mail_about WORDS: whether a mail has come whose subject holds them
mail_about() { grep -qrih "^subject:.*$1" "$vm/outside/mail"; }
