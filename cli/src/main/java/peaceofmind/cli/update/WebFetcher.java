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

/** Releases on a web server. */
final class WebFetcher implements ArchiveReleases.Fetcher, AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final Duration SMALL_LIMIT = Duration.ofSeconds(60);
    private static final Duration LARGE_LIMIT = Duration.ofMinutes(30);
    private static final int MAX_SMALL_BYTES = 1_000_000;

    private final URI folder;
    private final Duration largeLimit;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    WebFetcher(String address) {
        this(address, LARGE_LIMIT);
    }

    /** @param largeLimit of the whole download of an archive */
    WebFetcher(String address, Duration largeLimit) {
        this.folder = URI.create(address.endsWith("/") ? address : address + "/");
        this.largeLimit = largeLimit;
    }

    @Override
    public byte[] small(String name) throws IOException, InterruptedException {
        return get(
                name,
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_SMALL_BYTES),
                SMALL_LIMIT);
    }

    @Override
    public void large(String name, Path target) throws IOException, InterruptedException {
        get(name, HttpResponse.BodyHandlers.ofFile(target), largeLimit);
    }

    /** The client's own limit ends with the headers: a body that stalls would be waited for without end. */
    private <T> T get(String name, HttpResponse.BodyHandler<T> body, Duration limit)
            throws IOException, InterruptedException {
        URI address = folder.resolve(name);
        CompletableFuture<HttpResponse<T>> request =
                client.sendAsync(HttpRequest.newBuilder(address).build(), body);
        try {
            HttpResponse<T> response = request.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(address + " answers " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException slow) {
            request.cancel(true);
            throw new IOException(address + " has not come whole within " + limit.toSeconds() + " s", slow);
        } catch (ExecutionException failed) {
            throw new IOException(address + " can't be fetched: " + words(failed), failed);
        } catch (InterruptedException ending) {
            request.cancel(true);
            throw ending;
        }
    }

    /** The client's exceptions often have no message. */
    private static String words(ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        if (cause instanceof HttpTimeoutException) {
            return "no connection within " + CONNECT_LIMIT.toSeconds() + " s";
        }
        return cause.getMessage() == null
                ? "the server can't be reached (" + cause.getClass().getSimpleName() + ")"
                : cause.getMessage();
    }

    /** Not close(): that would wait for a request that was given up. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
