# shellcheck shell=bash
# One virtual machine: qemu, its monitor, and ssh. Sourced by run. Everything of it is below $vm; its ports are on the loopback, and it
# reaches this machine's loopback at 10.0.2.2.
# shellcheck disable=SC2154 # needs: here (this folder), image (folder of build-image), vm (folder, empty), arch.

ssh_port=
ssh_options=(-i "$image/key" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
    -o BatchMode=yes -o KexAlgorithms=curve25519-sha256 -o ConnectTimeout=20 -o ServerAliveInterval=5 -o ServerAliveCountMax=6
    -o ControlMaster=auto -o "ControlPath=$vm/ssh" -o ControlPersist=600)

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# The qemu that this run started, and no other.
vm_pid() {
    local pid
    pid=$(cat "$vm/pid" 2>/dev/null) && [ -e "/proc/$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q "file=$vm/disk.qcow2," && echo "$pid"
}

# vm_start [SNAPSHOT]: boots the disk, or goes on from a snapshot in it.
vm_start() {
    local machine tty=ttyS0 accelerator
    case $arch in
    amd64) machine=(qemu-system-x86_64 -machine pc) cpu=max ;;
    arm64) machine=(qemu-system-aarch64 -machine virt) cpu=cortex-a72 tty=ttyAMA0 ;;
    esac
    accelerator="tcg,thread=multi,tb-size=512 -cpu $cpu"
    # Without a processor's own help (svm, vmx) a /dev/kvm that opens is slower than emulation.
    if [ "$arch" = amd64 ] && [ -w /dev/kvm ] && grep -qwE 'svm|vmx' /proc/cpuinfo; then
        accelerator="kvm -cpu host"
    fi
    ssh_port=$(free_port)
    rm -f "$vm"/*.sock "$vm/pid"
    # panic: two emulated processors now and then trip over code that the kernel patches while it boots, long before the package's own
    # setting of this holds. A minute, so that the scenario about panics still tells whether the package's 10 s are there.
    # The first card is the device's network, whose cable can be pulled; the second is our way in.
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
    # What happens to the machine (RESET, WATCHDOG, SHUTDOWN), with times; ends with qemu.
    { echo '{"execute":"qmp_capabilities"}' && exec tail --pid="$(cat "$vm/pid")" -s 1 -f /dev/null; } 2>/dev/null |
        setsid socat - "UNIX-CONNECT:$vm/qmp.sock" >>"$vm/events.log" 2>/dev/null &
}

# vm_monitor COMMAND...: a command of qemu's monitor; prints its answer.
vm_monitor() { "$here/monitor" "$vm/monitor.sock" "$@"; }

# Ends the shared ssh connection, whose other end is gone.
vm_hang_up() {
    [ ! -S "$vm/ssh" ] || timeout 3 ssh -O exit -o "ControlPath=$vm/ssh" gone 2>/dev/null || true
    rm -f "$vm/ssh"
}

# The power cut: nothing in the guest gets to know.
vm_power_cut() {
    local pid
    pid=$(vm_pid) || return 0
    kill -9 "$pid"
    while [ -e "/proc/$pid" ] && vm_pid >/dev/null; do sleep 0.1; done
    vm_hang_up
}

vm_ssh() { ssh "${ssh_options[@]}" -p "$ssh_port" root@127.0.0.1 "$@"; }

vm_boot_id() { vm_ssh cat /proc/sys/kernel/random/boot_id 2>/dev/null; }

# vm_wait [OLD_BOOT_ID]: until ssh answers, in another boot than that one; 1 after 5 minutes.
vm_wait() {
    local end=$((SECONDS + ${VM_PATIENCE:-400})) boot
    vm_hang_up
    while [ $SECONDS -lt $end ]; do
        boot=$(vm_boot_id) || boot=
        [ -z "$boot" ] || [ "$boot" = "${1:-}" ] || return 0
        [ -z "$boot" ] || vm_hang_up
        vm_pid >/dev/null || {
            echo "the virtual machine is off" >&2
            return 1
        }
        sleep 1
    done
    echo "no ssh within ${VM_PATIENCE:-400} s" >&2
    return 1
}

# vm_put FILE... FOLDER
vm_put() { scp -q -r "${ssh_options[@]}" -P "$ssh_port" "${@:1:$#-1}" "root@127.0.0.1:${!#}"; }
