// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;

/**
 * The existing recorder's installation.
 *
 * @param project its folder, with {@code .env} and {@code config/settings.py}; a real path
 * @param storage its folder of videos and the database; a real path
 * @param env empty if there is no {@code .env}
 * @param constants none if there is no {@code config/settings.py}
 */
record ExistingRecorder(Path project, Path storage, Optional<EnvFile> env, PythonConstants constants) {

    private static final int MAX_TEXT_BYTES = 1_000_000;
    private static final String DEFAULT_STORAGE = "temp_videos";

    /** @throws TakeoverException there is none in that folder */
    static ExistingRecorder find(Path folder) throws TakeoverException {
        try {
            Path project = folder.toRealPath();
            Optional<EnvFile> env = text(project, Path.of(".env")).map(EnvFile::parse);
            PythonConstants constants = PythonConstants.parse(
                    text(project, Path.of("config", "settings.py")).orElse(""));
            String configured =
                    constants.values().get("STORAGE_BASE_PATH") instanceof String path ? path : DEFAULT_STORAGE;
            Path storage = project.resolve(configured).normalize();
            if (!Files.isDirectory(storage)) {
                throw new TakeoverException("no videos of the existing recorder in " + storage
                        + ": name the folder that has " + DEFAULT_STORAGE + " in it");
            }
            return new ExistingRecorder(project, storage.toRealPath(), env, constants);
        } catch (NoSuchFileException missing) {
            throw new TakeoverException(folder + " does not exist", missing);
        } catch (IOException | InvalidPathException failure) {
            throw new TakeoverException(folder + " cannot be read: " + ErrorText.of(failure), failure);
        }
    }

    /** Empty if it does not exist. Damaged characters stay recognisable. */
    private static Optional<String> text(Path project, Path file) throws IOException {
        return Files.exists(project.resolve(file), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new String(read(new ExistingFiles(project), file), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** A small file. */
    static byte[] read(ExistingFiles tree, Path file) throws IOException {
        try (SeekableByteChannel channel = tree.read(file)) {
            if (channel.size() > MAX_TEXT_BYTES) {
                throw new IOException(tree.root().resolve(file) + " is too large");
            }
            ByteBuffer bytes = ByteBuffer.allocate(MAX_TEXT_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until its end.
            }
            byte[] content = new byte[bytes.position()];
            bytes.flip().get(content);
            return content;
        }
    }
}
