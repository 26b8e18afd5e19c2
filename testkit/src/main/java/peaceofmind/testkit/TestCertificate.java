// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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
    public static final String PASSWORD = Keytool.PASSWORD;

    /** Creates one for a host name, valid from now on, in a folder. */
    public static TestCertificate create(String name, int days, Path folder) throws IOException, InterruptedException {
        Path keystore = folder.resolve(name + ".p12");
        Path pem = folder.resolve(name + ".pem");
        Keytool.run(
                keystore,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-validity",
                Integer.toString(days),
                "-alias",
                "a");
        Keytool.exportCertificate(keystore, "a", pem);
        return new TestCertificate(keystore, pem);
    }

    /** For a server that uses it. */
    public SSLContext serverContext() throws IOException, GeneralSecurityException {
        KeyStore keys = Keytool.load(keystore);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
