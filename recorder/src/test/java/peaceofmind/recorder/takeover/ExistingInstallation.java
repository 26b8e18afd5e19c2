// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/** A folder as the existing recorder leaves it, with a database of its schema, for tests. */
record ExistingInstallation(Path project) {

    static ExistingInstallation create(Path project) throws Exception {
        ExistingInstallation created = new ExistingInstallation(project);
        for (String folder : List.of("pending", "uploaded", "failed", "corrupted")) {
            Files.createDirectories(created.storage().resolve(folder));
        }
        try (InputStream contract =
                Objects.requireNonNull(ExistingInstallation.class.getResourceAsStream("/contracts/db_schema.sql"))) {
            for (String statement : new String(contract.readAllBytes(), StandardCharsets.UTF_8).split(";", -1)) {
                // SQLite creates that table automatically, and rejects an explicit CREATE TABLE.
                if (!statement.isBlank() && !statement.contains("sqlite_sequence")) {
                    created.execute(statement);
                }
            }
        }
        return created;
    }

    Path storage() {
        return project.resolve("temp_videos");
    }

    Path database() {
        return storage().resolve("video_metadata.db");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database());
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A row as the existing recorder writes it; its path is relative to the project. */
    void addRow(String fileName, String status, long bytes) throws SQLException {
        addRow(
                fileName,
                "temp_videos/" + (status.equals("completed") ? "uploaded" : "pending") + "/" + fileName,
                status,
                bytes);
    }

    void addRow(String fileName, String filePath, String status, long bytes) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO videos (filename, filepath, created_at, updated_at, duration_seconds,"
                                + " file_size_bytes, status, youtube_url) VALUES (?, ?, '2026-11-23T21:35:58.154115',"
                                + " '2026-11-23T21:36:00.000001', 600, ?, ?, ?)")) {
            insert.setString(1, fileName);
            insert.setString(2, filePath);
            insert.setLong(3, bytes);
            insert.setString(4, status);
            insert.setString(5, status.equals("completed") ? "https://youtu.be/" + fileName : null);
            insert.executeUpdate();
        }
    }

    Path addFile(String path, String content) throws IOException {
        Path file = storage().resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, content);
    }

    /** A row with its file, in the folder of its status. */
    void addVideo(String fileName, String status, String content) throws Exception {
        String folder = switch (status) {
            case "completed" -> "uploaded";
            case "in_progress" -> "pending";
            default -> status;
        };
        addFile(folder + "/" + fileName, content);
        addRow(fileName, status, content.length());
    }

    void addProjectFile(String path, String content) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
    }
}
