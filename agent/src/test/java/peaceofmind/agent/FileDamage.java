// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What can become of a file. */
enum FileDamage {
    GARBAGE {
        @Override
        void inflict(Path file) throws IOException {
            Files.writeString(file, "\u001b]0;x\u0007 {[\"\u00e4\n\n%s%n]}".repeat(50), StandardCharsets.UTF_16);
        }
    },
    NOTHING {
        @Override
        void inflict(Path file) throws IOException {
            Files.write(file, new byte[0]);
        }
    },
    ZEROS {
        @Override
        void inflict(Path file) throws IOException {
            Files.write(file, new byte[4096]);
        }
    },
    SIXTY_MEGABYTES {
        @Override
        void inflict(Path file) throws IOException {
            try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
                huge.setLength(60L * 1024 * 1024);
            }
        }
    },
    A_FOLDER {
        @Override
        void inflict(Path file) throws IOException {
            Files.delete(file);
            Files.writeString(Files.createDirectory(file).resolve("inside"), "");
        }
    },
    A_LINK_TO_NOTHING {
        @Override
        void inflict(Path file) throws IOException {
            Files.delete(file);
            Files.createSymbolicLink(file, file.resolveSibling("nothing-here"));
        }
    },
    A_FIFO {
        @Override
        void inflict(Path file) throws IOException {
            Files.delete(file);
            try {
                // Whoever opens it for reading waits until somebody writes, which nobody ever does.
                int exitCode =
                        new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
                if (exitCode != 0) {
                    throw new IOException("mkfifo " + file + " exited with " + exitCode);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        }
    },
    NO_RIGHT_TO_READ {
        @Override
        void inflict(Path file) throws IOException {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        }
    };

    abstract void inflict(Path file) throws IOException;
}
