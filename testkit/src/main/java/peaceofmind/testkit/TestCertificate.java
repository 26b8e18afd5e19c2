// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate, created with the JDK's keytool.
 *
 * @param keystore PKCS #12 with key and certificate
 * @param pem only the certificate
 */
public record TestCertificate(Path keystore, Path pem) {

    /** Password of the keystore. */
    public static final String PASSWORD = "secret";

    /** Creates one for a host name, valid from now on, in a folder. */
    public static TestCertificate create(String name, int days, Path folder) throws IOException, InterruptedException {
        Path keystore = folder.resolve(name + ".p12");
        Path pem = folder.resolve(name + ".pem");
        keytool(
                List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:" + name),
                List.of("-validity", Integer.toString(days)),
                keystore);
        keytool(List.of("-exportcert", "-rfc"), List.of("-file", pem.toString()), keystore);
        return new TestCertificate(keystore, pem);
    }

    private static void keytool(List<String> command, List<String> extraArguments, Path keystore)
            throws IOException, InterruptedException {
        List<String> fullCommand = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
        fullCommand.addAll(command);
        fullCommand.addAll(extraArguments);
        fullCommand.addAll(List.of("-alias", "a", "-keystore", keystore.toString(), "-storepass", PASSWORD));
        Process process =
                new ProcessBuilder(fullCommand).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
    }

    /** For a server that uses it. */
    public SSLContext serverContext() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
