// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import peaceofmind.foundation.log.ErrorText;

/**
 * A {@link WebConfig} that follows its files: when they or their certificates change, new connections use the new content. Content that
 * cannot be used is reported once, and the last usable one stays in force; the server never becomes less protected. Thread-safe.
 */
public final class WebConfigFile {

    /** What is in force. */
    private record Loaded(
            WebConfig config,
            Optional<X509ExtendedKeyManager> identity,
            Optional<X509ExtendedTrustManager> clientAuthorities) {

        ServerTls tls() {
            return config.tls().orElseThrow();
        }
    }

    private static final int MAX_SESSION_SECONDS = 300;

    private final Path file;
    private final Consumer<String> warn;
    private Loaded loaded;
    private String stamp;
    private Optional<String> problem = Optional.empty();

    private WebConfigFile(Path file, Loaded loaded, String stamp, Consumer<String> warn) {
        this.file = file;
        this.loaded = loaded;
        this.stamp = stamp;
        this.warn = warn;
    }

    /**
     * Reads the file and what it names.
     *
     * @param warn receives changes that cannot be used
     * @throws IOException when something of it cannot be used; the message says what to do
     */
    public static WebConfigFile open(Path file, Consumer<String> warn) throws IOException {
        Loaded loaded = load(file);
        return new WebConfigFile(file, loaded, stamp(file, loaded.config), warn);
    }

    private static Loaded load(Path file) throws IOException {
        WebConfig config = WebConfig.readForServer(file);
        if (config.tls().isEmpty()) {
            return new Loaded(config, Optional.empty(), Optional.empty());
        }
        ServerTls tls = config.tls().get();
        Optional<X509ExtendedTrustManager> authorities = tls.clientAuthorities().isEmpty()
                ? Optional.empty()
                : Optional.of(PemFiles.authorities(tls.clientAuthorities().get()));
        return new Loaded(config, Optional.of(PemFiles.identity(tls.certificate(), tls.key())), authorities);
    }

    /** The content in force. */
    public WebConfig current() {
        return loaded().config;
    }

    /** For the server's port; empty when it speaks HTTP, which only a restart changes. */
    public Optional<HttpsConfigurator> tls() throws IOException {
        if (current().tls().isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {
                        new CurrentIdentity(() -> loaded().identity.orElseThrow())
                    },
                    new TrustManager[] {new CurrentTrust(() -> loaded().clientAuthorities)},
                    null);
            // A client that resumes its session is not checked again: not for long.
            context.getServerSessionContext().setSessionTimeout(MAX_SESSION_SECONDS);
            return Optional.of(new Configurator(context));
        } catch (GeneralSecurityException unusable) {
            throw new IOException("TLS cannot be used: " + ErrorText.of(unusable), unusable);
        }
    }

    private synchronized Loaded loaded() {
        String now = stamp(file, loaded.config);
        if (!now.equals(stamp)) {
            reload(now);
        }
        return loaded;
    }

    /** A file that is being replaced may be read half-written: the next connection tries again, since its stamp differs. */
    private void reload(String now) {
        try {
            Loaded changed = load(file);
            if (changed.config.tls().isPresent() != loaded.config.tls().isPresent()) {
                throw new IOException("switching TLS on or off needs a restart of the agent");
            }
            loaded = changed;
            stamp = stamp(file, changed.config);
            problem.ifPresent(_ -> warn.accept(file + " can be used again"));
            problem = Optional.empty();
        } catch (IOException unusable) {
            stamp = now;
            String reason = ErrorText.of(unusable);
            if (!problem.equals(Optional.of(reason))) {
                warn.accept(file + " has changed and cannot be used, the previous content stays in force: " + reason);
            }
            problem = Optional.of(reason);
        }
    }

    /** Changes when one of the files does. */
    private static String stamp(Path file, WebConfig config) {
        List<Path> files = new ArrayList<>(List.of(file));
        config.tls().ifPresent(tls -> {
            files.add(tls.certificate());
            files.add(tls.key());
            tls.clientAuthorities().ifPresent(files::add);
        });
        StringBuilder stamp = new StringBuilder();
        for (Path one : files) {
            try {
                stamp.append(Files.getLastModifiedTime(one))
                        .append(' ')
                        .append(Files.size(one))
                        .append(' ')
                        .append(Files.getAttribute(one, "unix:ino"))
                        .append('\n');
            } catch (IOException missing) {
                stamp.append("missing\n");
            }
        }
        return stamp.toString();
    }

    private final class Configurator extends HttpsConfigurator {

        Configurator(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
            loaded().tls().applyTo(ssl);
            parameters.setSSLParameters(ssl);
        }
    }
}
