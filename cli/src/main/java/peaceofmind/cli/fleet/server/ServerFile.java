// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

/**
 * A file of the server.
 *
 * @param path absolute, on the machine
 * @param permissions such as {@code rw-r--r--}
 * @param group that it belongs to, or {@code root}
 */
record ServerFile(String path, String text, String permissions, String group) {

    static ServerFile readable(String path, String text) {
        return new ServerFile(path, text, "rw-r--r--", "root");
    }

    static ServerFile executable(String path, String text) {
        return new ServerFile(path, text, "rwxr-xr-x", "root");
    }

    /** Has a secret of Alertmanager, which runs as the user prometheus. */
    static ServerFile secret(String path, String text) {
        return new ServerFile(path, text, "rw-r-----", "prometheus");
    }
}
