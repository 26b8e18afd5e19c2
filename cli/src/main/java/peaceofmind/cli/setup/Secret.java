// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

/** A password or token, stored in a file of its own that the configuration names. */
enum Secret {
    METRICS("metrics.token"),
    LOGS("logs.token"),
    MAIL("mail.password"),
    /** The whole URL. */
    PING("ping.url"),
    /** Stored as a hash, where the dashboard reads it. */
    DASHBOARD("dashboard.hash");

    private final String fileName;

    Secret(String fileName) {
        this.fileName = fileName;
    }

    /** Name of its file. */
    String fileName() {
        return fileName;
    }
}
