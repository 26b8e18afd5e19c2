// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.command;

import java.nio.file.Path;

/**
 * A folder of an SSH server.
 *
 * @param folder relative to the user's home, or absolute
 * @param keyFile private key without a passphrase
 * @param knownHosts file with the server's public key, as ssh-keyscan prints it
 */
public record SftpSettings(String host, int port, String user, String folder, Path keyFile, Path knownHosts) {}
