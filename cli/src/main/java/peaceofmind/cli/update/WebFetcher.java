// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.foundation.log.ErrorText;

/** Releases on a web server. */
final class WebFetcher implements ArchiveReleases.Fetcher, AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SMALL_FILE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(30);
    private static final int MAX_SMALL_FILE_BYTES = 1_000_000;

    private final URI folder;
    private final Duration downloadTimeout;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    WebFetcher(String address) {
        this(address, DOWNLOAD_TIMEOUT);
    }

    /** @param downloadTimeout limit for the whole download of an archive */
    WebFetcher(String address, Duration downloadTimeout) {
        this.folder = URI.create(address.endsWith("/") ? address : address + "/");
        this.downloadTimeout = downloadTimeout;
    }

    @Override
    public byte[] read(String name) throws IOException, InterruptedException {
        return get(
                name,
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_SMALL_FILE_BYTES),
                SMALL_FILE_TIMEOUT);
    }

    @Override
    public void download(String name, Path target) throws IOException, InterruptedException {
        get(
                name,
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofFile(target), FreeDisk.maxBytesIn(target)),
                downloadTimeout);
    }

    /** The client's own timeout only covers the headers: a body that stalls would block forever. */
    private <T> T get(String name, HttpResponse.BodyHandler<T> body, Duration timeout)
            throws IOException, InterruptedException {
        URI address = folder.resolve(name);
        CompletableFuture<HttpResponse<T>> request =
                client.sendAsync(HttpRequest.newBuilder(address).build(), body);
        try {
            HttpResponse<T> response = request.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(address + " responded with status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException late) {
            request.cancel(true);
            throw new IOException(address + " was not complete within " + timeout.toSeconds() + " s", late);
        } catch (ExecutionException failed) {
            throw new IOException("cannot fetch " + address + ": " + describe(failed), failed);
        } catch (InterruptedException interrupted) {
            request.cancel(true);
            throw interrupted;
        }
    }

    private static String describe(ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        if (cause instanceof HttpTimeoutException) {
            return "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
        }
        return ErrorText.of(cause);
    }

    /** Not the client's close(), which would wait for cancelled requests. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
