// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.recorder.takeover.ImportItem.Kind;
import peaceofmind.recorder.takeover.ImportItem.Result;

/** Copies the OAuth client and the login of the channel, whose formats are the same here. Their content never appears in messages. */
final class LoginImport {

    /** What YouTube's playlists and the check of an upload need; a login for uploads alone is not enough. */
    private static final String SCOPE = "https://www.googleapis.com/auth/youtube";

    private final ExistingRecorder existing;
    private final FileOwner owner;
    private final List<ImportItem> items = new ArrayList<>();

    LoginImport(ExistingRecorder existing, FileOwner owner) {
        this.existing = existing;
        this.owner = owner;
    }

    /** Where the two files will be, or are already. */
    record Targets(Path client, Path token) {}

    List<ImportItem> run(Targets targets) {
        copy("YOUTUBE_CLIENT_SECRET_PATH", "credentials/client_secret.json", targets.client(), LoginImport::isClient);
        copy("YOUTUBE_TOKEN_PATH", "credentials/token.json", targets.token(), LoginImport::isLogin);
        return items;
    }

    private void copy(String setting, String defaultPath, Path target, Predicate<JsonObject> check) {
        Optional<String> configured = existing.env()
                .flatMap(env -> Optional.ofNullable(env.values().get(setting)))
                .filter(text -> !text.isBlank());
        String name = PlainText.of(configured.orElse(defaultPath));
        try {
            Path path =
                    existing.project().resolve(configured.orElse(defaultPath)).normalize();
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                if (configured.isPresent()) {
                    add(name, Result.NOT_TAKEN_OVER, "it is missing: sudo peace recorder login");
                }
                return;
            }
            copy(name, path, target, check);
        } catch (InvalidPathException noPath) {
            add(name, Result.NOT_TAKEN_OVER, setting + " is no path");
        } catch (IOException failure) {
            add(name, Result.NOT_TAKEN_OVER, PlainText.of(ErrorText.of(failure)));
        }
    }

    private void copy(String name, Path path, Path target, Predicate<JsonObject> check) throws IOException {
        Path folder = Objects.requireNonNull(path.getParent());
        // A file of another kind is not copied to where the recorder could read it: it can be anybody's.
        byte[] content = ExistingRecorder.read(new ExistingFiles(folder.toRealPath()), path.getFileName());
        String text = new String(content, StandardCharsets.UTF_8);
        Optional<JsonObject> json = parse(text).filter(check);
        if (json.isEmpty()) {
            add(name, Result.NOT_TAKEN_OVER, "it is damaged or something else: sudo peace recorder login");
        } else if (Files.exists(target)) {
            boolean same = Files.readString(target).equals(text);
            add(name, Result.ALREADY_HERE, same ? "" : target + " is another one, and stays as it is");
        } else {
            owner.createFolder(Objects.requireNonNull(target.getParent()));
            DurableFile.replace(target, text, "rw-------");
            owner.apply(target);
            boolean tooLittle = json.get().get("refresh_token").isPresent() && !hasScope(json.get());
            add(
                    name,
                    Result.TAKEN_OVER,
                    "as " + target + (tooLittle ? "; it allows uploads only: sudo peace recorder login" : ""));
        }
    }

    private void add(String name, Result result, String detail) {
        items.add(new ImportItem(Kind.LOGIN, name, result, detail));
    }

    private static Optional<JsonObject> parse(String text) {
        try {
            return Optional.of(Json.parseObject(text));
        } catch (JsonException damaged) {
            return Optional.empty();
        }
    }

    private static boolean isClient(JsonObject json) {
        return Stream.concat(
                        Stream.of("installed", "limited_input", "tv").flatMap(kind -> json.object(kind).stream()),
                        Stream.of(json))
                .anyMatch(client -> client.text("client_id").isPresent()
                        && client.text("client_secret").isPresent());
    }

    private static boolean isLogin(JsonObject json) {
        return json.text("refresh_token").filter(token -> !token.isBlank()).isPresent();
    }

    /** A login that does not say what it allows counts as sufficient: only Google knows. */
    private static boolean hasScope(JsonObject json) {
        List<Json> scopes = json.items("scopes");
        return scopes.isEmpty()
                || scopes.stream().anyMatch(scope -> scope instanceof Json.JsonText(String text) && text.equals(SCOPE));
    }
}
