// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Releases as archives {@code NAME-VERSION.tar.gz} with {@code SHA256SUMS}, in a folder or on a web server. */
final class ArchiveReleases implements Releases {

    private static final Pattern ARCHIVE = Pattern.compile("[A-Za-z0-9_.+-]*?-(v?\\d[A-Za-z0-9.+-]*)\\.tar\\.gz");

    private final Fetcher fetcher;
    private final Optional<Path> publicKey;

    /** Fetches files from the folder of releases. */
    interface Fetcher {
        /** Returns the content of a small file. */
        byte[] read(String name) throws IOException, InterruptedException;

        /** Writes a large file to {@code target}. */
        void download(String name, Path target) throws IOException, InterruptedException;
    }

    /** @param publicKey if present, {@code SHA256SUMS.sig} must be its signature of {@code SHA256SUMS} */
    ArchiveReleases(Fetcher fetcher, Optional<Path> publicKey) {
        this.fetcher = fetcher;
        this.publicKey = publicKey;
    }

    @Override
    public List<String> versions() throws IOException, InterruptedException {
        List<String> versions = new ArrayList<>();
        for (String name : checksums().keySet()) {
            Matcher archive = ARCHIVE.matcher(name);
            if (archive.matches()) {
                versions.add(archive.group(1));
            }
        }
        versions.sort(new VersionOrder());
        return versions;
    }

    private Map<String, String> checksums() throws IOException, InterruptedException {
        byte[] text = fetcher.read("SHA256SUMS");
        if (publicKey.isPresent()) {
            Checksums.checkSignature(text, fetcher.read("SHA256SUMS.sig"), Files.readString(publicKey.get()));
        }
        return Checksums.parse(new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public void fetch(String version, Path target) throws IOException, InterruptedException {
        Map<String, String> checksums = checksums();
        String name = checksums.keySet().stream()
                .filter(candidate -> {
                    Matcher archive = ARCHIVE.matcher(candidate);
                    return archive.matches() && archive.group(1).equals(version);
                })
                .findFirst()
                .orElseThrow(() ->
                        new IOException("no such version: " + version + "; list versions with peace update --check"));
        Path archive = target.resolveSibling(target.getFileName() + ".tar.gz");
        try {
            fetcher.download(name, archive);
            Checksums.check(archive, String.valueOf(checksums.get(name)));
            Files.createDirectories(target);
            new Unpacker(target).unpack(archive);
        } finally {
            Files.deleteIfExists(archive);
        }
    }
}
