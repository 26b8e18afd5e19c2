package peaceofmind.cli.update;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Releases on a web server. */
final class WebFetcher implements ArchiveReleases.Fetcher, AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final Duration SMALL_LIMIT = Duration.ofSeconds(60);
    private static final Duration LARGE_LIMIT = Duration.ofMinutes(30);
    private static final int MAX_SMALL_BYTES = 1_000_000;

    private final URI folder;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    WebFetcher(String address) {
        this.folder = URI.create(address.endsWith("/") ? address : address + "/");
    }

    @Override
    public byte[] small(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                request(name, SMALL_LIMIT),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_SMALL_BYTES));
        checkStatus(name, response.statusCode());
        return response.body();
    }

    @Override
    public void large(String name, Path target) throws IOException, InterruptedException {
        HttpResponse<Path> response = client.send(request(name, LARGE_LIMIT), HttpResponse.BodyHandlers.ofFile(target));
        checkStatus(name, response.statusCode());
    }

    private HttpRequest request(String name, Duration limit) {
        return HttpRequest.newBuilder(folder.resolve(name)).timeout(limit).build();
    }

    private void checkStatus(String name, int status) throws IOException {
        if (status != 200) {
            throw new IOException(folder.resolve(name) + " answers " + status);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
