// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import peaceofmind.foundation.http.UnencryptedConnection;

/**
 * The addresses of Google's services. Tokens are sent only to these, and to addresses of sessions for which {@link #isOurs} says yes.
 *
 * @param deviceCode starts a login on a device without a browser
 * @param token exchanges and refreshes tokens
 * @param authorization page of the login in a browser
 * @param upload where uploads start
 * @param api of the videos' data
 */
public record Endpoints(URI deviceCode, URI token, URI authorization, URI upload, URI api) {

    /** Google's. */
    public static Endpoints google() {
        return new Endpoints(
                URI.create("https://oauth2.googleapis.com/device/code"),
                URI.create("https://oauth2.googleapis.com/token"),
                URI.create("https://accounts.google.com/o/oauth2/v2/auth"),
                URI.create("https://www.googleapis.com/upload/youtube/v3/videos"),
                URI.create("https://www.googleapis.com/youtube/v3"));
    }

    /** Another server with the same services, for tests; empty unless it is on this machine: a token must not be sent anywhere else. */
    public static Optional<Endpoints> local(String base) {
        if (!UnencryptedConnection.isLocal(base) || !base.matches("https?://[^/?#@]+/?")) {
            return Optional.empty();
        }
        String root = base.replaceFirst("/$", "");
        return Optional.of(new Endpoints(
                URI.create(root + "/device/code"),
                URI.create(root + "/token"),
                URI.create(root + "/o/oauth2/v2/auth"),
                URI.create(root + "/upload/youtube/v3/videos"),
                URI.create(root + "/youtube/v3")));
    }

    /** Whether a token may be sent to the address of a session: the host of uploads itself, or another one of Google's with TLS. */
    boolean isOurs(String address) {
        try {
            URI uri = new URI(address);
            String host = uri.getHost();
            if (host == null || uri.getUserInfo() != null) {
                return false;
            }
            boolean sameServer = host.equals(upload.getHost())
                    && uri.getPort() == upload.getPort()
                    && upload.getScheme().equals(uri.getScheme());
            boolean google = upload.equals(google().upload())
                    && "https".equals(uri.getScheme())
                    && uri.getPort() < 0
                    && host.endsWith(".googleapis.com");
            return sameServer || google;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
