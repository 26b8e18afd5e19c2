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

/** A certificate authority for tests, created with the JDK's {@code keytool}. */
public final class TestCertificateAuthority {

    private static final String PASSWORD = "secret";

    private final Path keystore;
    private final Path certificate;

    private TestCertificateAuthority(Path keystore, Path certificate) {
        this.keystore = keystore;
        this.certificate = certificate;
    }

    /** Creates one, with its files in that folder. */
    public static TestCertificateAuthority create(Path folder) throws IOException, InterruptedException {
        TestCertificateAuthority authority =
                new TestCertificateAuthority(folder.resolve("authority.p12"), folder.resolve("ca.pem"));
        authority.keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=authority",
                "-ext",
                "bc:c",
                "-startdate",
                "-30d",
                "-validity",
                "3650");
        authority.keytool("-exportcert", "-rfc", "-alias", "ca", "-file", authority.certificate.toString());
        return authority;
    }

    /** Its certificate, as PEM. */
    public Path certificate() {
        return certificate;
    }

    /**
     * For a server with that host name.
     *
     * @param startDate start of validity in keytool's notation: {@code -10d}, {@code +10d}
     */
    public SSLContext serverContext(String host, String startDate, int validDays)
            throws IOException, InterruptedException, GeneralSecurityException {
        String alias = "server-" + Files.size(keystore) + "-" + host;
        keytool(
                "-genkeypair",
                "-alias",
                alias,
                "-signer",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-startdate",
                startDate,
                "-validity",
                Integer.toString(validDays));
        KeyStore authorityStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            authorityStore.load(in, PASSWORD.toCharArray());
        }
        KeyStore serverStore = KeyStore.getInstance("PKCS12");
        serverStore.load(null, null);
        serverStore.setKeyEntry(
                "server",
                authorityStore.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                authorityStore.getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(serverStore, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", keystore.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
    }
}
