package peaceofmind.cli.setup;

/** A password or token: it stands in a file of its own, which the configuration names. */
enum Secret {
    METRICS("metrics.token"),
    LOGS("logs.token"),
    MAIL("mail.password"),
    /** Kept as a hash, where the dashboard looks for it. */
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
