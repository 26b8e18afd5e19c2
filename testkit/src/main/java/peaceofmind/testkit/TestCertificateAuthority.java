// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority for tests, created with the JDK's {@code keytool}. */
public final class TestCertificateAuthority {

    private static final String ENTRY = "server";

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
        Keytool.run(
                authority.keystore,
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
        Keytool.exportCertificate(authority.keystore, "ca", authority.certificate);
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
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(issue(host, startDate, validDays)), null, null);
        return context;
    }

    /** Likewise as files: the certificate with its chain, and its key in PKCS #8 format. */
    public void writeServerPem(String host, String startDate, int validDays, Path certificateFile, Path keyFile)
            throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore store = issue(host, startDate, validDays);
        StringBuilder chain = new StringBuilder();
        for (Certificate one : store.getCertificateChain(ENTRY)) {
            chain.append(Keytool.pem("CERTIFICATE", one.getEncoded()));
        }
        Files.writeString(certificateFile, chain);
        Files.writeString(
                keyFile,
                Keytool.pem(
                        "PRIVATE KEY",
                        store.getKey(ENTRY, Keytool.PASSWORD.toCharArray()).getEncoded()));
    }

    /**
     * For a client that trusts only this authority.
     *
     * @param identity authority that has issued a certificate for the client; empty: it has none
     */
    public SSLContext clientContext(Optional<TestCertificateAuthority> identity)
            throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identity.isPresent() ? keyManagers(identity.get().issue("client", "-1d", 30)) : new KeyManager[0],
                trust.getTrustManagers(),
                null);
        return context;
    }

    private static KeyManager[] keyManagers(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, Keytool.PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    private KeyStore issue(String host, String startDate, int validDays)
            throws IOException, InterruptedException, GeneralSecurityException {
        String alias = "server-" + Files.size(keystore) + "-" + host;
        Keytool.run(
                keystore,
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
        KeyStore authorityStore = Keytool.load(keystore);
        KeyStore issued = KeyStore.getInstance("PKCS12");
        issued.load(null, null);
        issued.setKeyEntry(
                ENTRY,
                authorityStore.getKey(alias, Keytool.PASSWORD.toCharArray()),
                Keytool.PASSWORD.toCharArray(),
                authorityStore.getCertificateChain(alias));
        return issued;
    }
}
