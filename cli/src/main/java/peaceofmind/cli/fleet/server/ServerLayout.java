// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the server's files and ports are.
 *
 * @param root empty on a machine; a folder that stands for it in a test
 * @param listen addresses of nginx, as its directive {@code listen} has them, without {@code ssl}
 * @param httpsPort of these
 */
record ServerLayout(
        String root, List<String> listen, int httpsPort, int prometheusPort, int alertmanagerPort, int enrolmentPort) {

    /** Of a Debian machine; the ports are those that its packages use. */
    static final ServerLayout MACHINE = new ServerLayout("", List.of("443", "[::]:443"), 443, 9090, 9093, 9105);

    /** Configuration that setup writes. */
    String etc() {
        return root + "/etc/peace/fleet";
    }

    /** Logins and codes. */
    String state() {
        return root + "/var/lib/peace-fleet";
    }

    /** Samples and silences. */
    String data() {
        return root + "/var/lib/prometheus";
    }

    Path stateFolder() {
        return Path.of(state());
    }
}
