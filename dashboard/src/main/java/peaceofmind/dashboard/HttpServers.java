// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import peaceofmind.foundation.http.HttpListener;
import peaceofmind.foundation.log.ErrorText;

/** Opens the server's port, with TLS if a keystore is configured. */
final class HttpServers {

    private HttpServers() {}

    static HttpServer open(DashboardConfig config) throws IOException {
        InetSocketAddress address = new InetSocketAddress(config.address(), config.port());
        if (address.isUnresolved()) {
            throw new IOException("dashboard.address: " + config.address() + " is not an address of this device");
        }
        try {
            return HttpListener.open(
                    address,
                    config.keystore().isEmpty()
                            ? Optional.empty()
                            : Optional.of(new HttpsConfigurator(sslContext(config))));
        } catch (BindException inUse) {
            throw new IOException(
                    "cannot listen on " + config.address() + ":" + config.port() + " (" + ErrorText.of(inUse)
                            + "): is another agent running? Otherwise choose another dashboard.port",
                    inUse);
        }
    }

    private static SSLContext sslContext(DashboardConfig config) throws IOException {
        Path file = config.keystore().orElseThrow();
        Path passwordFile = config.keystorePasswordFile().orElseThrow();
        char[] password = Files.readString(passwordFile).strip().toCharArray();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IOException(
                    "cannot open the keystore " + file + " (" + ErrorText.of(unusable)
                            + "): is it in PKCS #12 format, and is its password in " + passwordFile + "?",
                    unusable);
        }
    }
}
