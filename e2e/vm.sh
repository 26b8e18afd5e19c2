# shellcheck shell=bash
# The virtual machine: qemu, its monitor, and ssh. Sourced by run. Its files are below $vm; its ports are on the host's loopback, which
# it reaches at 10.0.2.2.
# shellcheck disable=SC2154 # needs: here (this folder), image (folder of build-image), vm (folder, empty), arch.
# SPDX-License-Identifier: Apache-2.0

ssh_port=
ssh_options=(-i "$image/key" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
    -o BatchMode=yes -o KexAlgorithms=curve25519-sha256 -o ConnectTimeout=20 -o ServerAliveInterval=5 -o ServerAliveCountMax=6
    -o ControlMaster=auto -o "ControlPath=$vm/ssh" -o ControlPersist=600)

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# The pid of the qemu that this run started, never of another.
vm_pid() {
    local pid
    pid=$(cat "$vm/pid" 2>/dev/null) && [ -e "/proc/$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q "file=$vm/disk.qcow2," && echo "$pid"
}

# vm_start [SNAPSHOT]: boots the disk, or resumes a snapshot in it.
vm_start() {
    local machine tty=ttyS0 accelerator
    case $arch in
    amd64) machine=(qemu-system-x86_64 -machine pc) cpu=max ;;
    arm64) machine=(qemu-system-aarch64 -machine virt) cpu=cortex-a72 tty=ttyAMA0 ;;
    esac
    accelerator="tcg,thread=multi,tb-size=512 -cpu $cpu"
    # Without hardware virtualisation (svm, vmx), a /dev/kvm that can be opened is slower than emulation.
    if [ "$arch" = amd64 ] && [ -w /dev/kvm ] && grep -qwE 'svm|vmx' /proc/cpuinfo; then
        accelerator="kvm -cpu host"
    fi
    ssh_port=$(free_port)
    rm -f "$vm"/*.sock "$vm/pid"
    # panic=60: with two emulated CPUs the kernel now and then panics early in a boot, when it patches its own code, before the package's
    # kernel.panic=10 applies. The scenario about panics distinguishes the two values.
    # The first card is the device's network, whose cable can be pulled; the second is for ssh.
    # shellcheck disable=SC2086 # two words
    "${machine[@]}" -name "peace-e2e" -accel $accelerator -m 1024 -smp 2 -rtc base=utc -nodefaults -display none \
        -kernel "$image/vmlinuz" -initrd "$image/initrd" -append "root=/dev/vda ro quiet mitigations=off panic=60 console=$tty" \
        -drive "file=$vm/disk.qcow2,if=virtio,format=qcow2,cache=writeback" \
        -netdev "user,id=net0,guestfwd=tcp:10.0.2.100:9090-cmd:$here/forward $vm/outside/prometheus.port,guestfwd=tcp:10.0.2.100:3100-cmd:$here/forward $vm/outside/logs.port,guestfwd=tcp:10.0.2.100:25-cmd:$here/forward $vm/outside/mail.port" \
        -device virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01 \
        -netdev "user,id=in,net=192.168.77.0/24,restrict=on,hostfwd=tcp:127.0.0.1:$ssh_port-192.168.77.15:22" \
        -device virtio-net-pci,netdev=in,mac=52:54:00:00:00:02 \
        -device virtio-rng-pci -device i6300esb -action watchdog=reset \
        -chardev "file,id=serial,path=$vm/serial.log,append=on" -serial chardev:serial \
        -chardev "socket,id=monitor,path=$vm/monitor.sock,server=on,wait=off" -mon chardev=monitor,mode=control \
        -chardev "socket,id=qmp,path=$vm/qmp.sock,server=on,wait=off" -mon chardev=qmp,mode=control \
        ${1:+-loadvm "$1"} -daemonize -pidfile "$vm/pid"
    # Logs the machine's events (RESET, WATCHDOG, SHUTDOWN) with their times; exits with qemu.
    { echo '{"execute":"qmp_capabilities"}' && exec tail --pid="$(cat "$vm/pid")" -s 1 -f /dev/null; } 2>/dev/null |
        setsid socat - "UNIX-CONNECT:$vm/qmp.sock" >>"$vm/events.log" 2>/dev/null &
}

# vm_monitor COMMAND...: runs a command of qemu's monitor and prints the response.
vm_monitor() { "$here/monitor" "$vm/monitor.sock" "$@"; }

# Closes the shared ssh connection, whose other end is gone.
vm_disconnect() {
    [ ! -S "$vm/ssh" ] || timeout 3 ssh -O exit -o "ControlPath=$vm/ssh" gone 2>/dev/null || true
    rm -f "$vm/ssh"
}

# Cuts the power: the guest gets no notice.
vm_power_cut() {
    local pid
    pid=$(vm_pid) || return 0
    kill -9 "$pid"
    while [ -e "/proc/$pid" ] && vm_pid >/dev/null; do sleep 0.1; done
    vm_disconnect
}

vm_ssh() { ssh "${ssh_options[@]}" -p "$ssh_port" root@127.0.0.1 "$@"; }

vm_boot_id() { vm_ssh cat /proc/sys/kernel/random/boot_id 2>/dev/null; }

# vm_wait [OLD_BOOT_ID]: waits until ssh responds, in a boot other than that one; returns 1 after VM_TIMEOUT seconds.
vm_wait() {
    local end=$((SECONDS + ${VM_TIMEOUT:-400})) boot
    vm_disconnect
    while [ $SECONDS -lt $end ]; do
        boot=$(vm_boot_id) || boot=
        [ -z "$boot" ] || [ "$boot" = "${1:-}" ] || return 0
        [ -z "$boot" ] || vm_disconnect
        vm_pid >/dev/null || {
            echo "qemu has exited" >&2
            return 1
        }
        sleep 1
    done
    echo "ssh does not respond after ${VM_TIMEOUT:-400} s" >&2
    return 1
}

# vm_put FILE... FOLDER
vm_put() { scp -q -r "${ssh_options[@]}" -P "$ssh_port" "${@:1:$#-1}" "root@127.0.0.1:${!#}"; }
