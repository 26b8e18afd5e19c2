// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import peaceofmind.foundation.log.ErrorText;

/** Trusts the certificates in one PEM file, and no others. */
public final class CertificateAuthority {

    private CertificateAuthority() {}

    /**
     * A factory for connections that trust only the certificates in a file.
     *
     * @throws IOException the file can't be read or contains no certificates; the message names it
     */
    public static SSLSocketFactory socketFactory(Path file) throws IOException {
        return context(file).getSocketFactory();
    }

    /**
     * A context for connections that trust only the certificates in a file.
     *
     * @throws IOException the file can't be read or contains no certificates; the message names it
     */
    public static SSLContext context(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("it contains none");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException problem) {
            throw new IOException(
                    "ca_file " + file + " cannot be used (" + ErrorText.of(problem)
                            + "): it must contain certificates in PEM format",
                    problem);
        }
    }
}
