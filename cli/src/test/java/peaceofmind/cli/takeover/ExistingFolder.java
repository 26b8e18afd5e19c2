// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.takeover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The existing recorder's folder with some videos, for tests. */
record ExistingFolder(Path project) {

    static ExistingFolder create(Path project) throws IOException, SQLException {
        ExistingFolder created = new ExistingFolder(project);
        Files.createDirectories(created.pending());
        try (Connection connection = created.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE videos (id INTEGER PRIMARY KEY AUTOINCREMENT, filename TEXT UNIQUE NOT NULL,"
                            + " filepath TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, duration_seconds INTEGER,"
                            + " file_size_bytes INTEGER, status TEXT NOT NULL, upload_attempts INTEGER DEFAULT 0,"
                            + " last_upload_attempt TEXT, upload_error TEXT, youtube_url TEXT, quality TEXT DEFAULT 'valid',"
                            + " validation_error TEXT)");
        }
        return created;
    }

    Path pending() {
        return project.resolve("temp_videos").resolve("pending");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + project.resolve("temp_videos/video_metadata.db"));
    }

    /** Adds a row of a pending video. */
    void addRow(String fileName) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO videos (filename, filepath, created_at,"
                                + " updated_at, status) VALUES (?, ?, '2026-11-23T21:35:58', '2026-11-23T21:35:58', 'pending')")) {
            insert.setString(1, fileName);
            insert.setString(2, "temp_videos/pending/" + fileName);
            insert.executeUpdate();
        }
    }
}
