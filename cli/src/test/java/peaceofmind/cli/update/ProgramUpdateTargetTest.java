// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.Subprocess;
import peaceofmind.testkit.FakeClock;

/** With real archives, folders and links, and a socket that responds like the watchdog's. */
class ProgramUpdateTargetTest {

    @TempDir
    private Path folder;

    private final Machine machine = Machine.real();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> log = new ArrayList<>();
    private volatile String condition = "healthy";
    private volatile String heartbeat = "{\"state\":\"ready\",\"internet_connected\":true}";
    private ControlServer watchdog;

    @BeforeEach
    void listen() throws Exception {
        watchdog = ControlServer.listen(folder.resolve("w.sock"), "rw-rw----", (request, peer) -> respond(request));
        Files.createDirectories(folder.resolve("releases"));
        addRelease("1.9", "nine");
        addRelease("1.10", "ten");
    }

    @AfterEach
    void close() {
        watchdog.close();
    }

    @Test
    void theNewestVersionIsInstalledAndTheLinkPointsToIt() throws Exception {
        assertThat(releases().versions()).containsExactly("1.9", "1.10");
        assertThat(update(Optional.empty(), "1.9").step()).isEqualTo(UpdateStep.DONE);
        assertThat(update(Optional.of("1.9"), "1.10").step()).isEqualTo(UpdateStep.DONE);
        assertThat(folder.resolve("app/current/run.txt")).hasContent("ten");
        assertThat(commands).containsSubsequence("hold", "restart", "status", "release");
    }

    @Test
    void aVersionThatStaysSilentIsRolledBack() throws Exception {
        update(Optional.empty(), "1.9");
        condition = "silent";
        UpdateProgress end = update(Optional.of("1.9"), "1.10");
        assertThat(end.step()).isEqualTo(UpdateStep.ROLLED_BACK);
        assertThat(end.failureReason()).contains("it is silent");
        assertThat(folder.resolve("app/current/run.txt")).hasContent("nine");
        assertThat(commands.getLast()).isEqualTo("release");
    }

    @Test
    void aVersionThatLosesTheNetworkIsRolledBack() throws Exception {
        update(Optional.empty(), "1.9");
        heartbeat = "{\"state\":\"ready\",\"internet_connected\":false}";
        assertThat(update(Optional.of("1.9"), "1.10").failureReason()).contains("the network connection was lost");
    }

    @Test
    void aDamagedArchiveChangesNothing() throws Exception {
        Files.writeString(folder.resolve("releases/app-1.9.tar.gz"), "rubbish");
        UpdateProgress end = update(Optional.empty(), "1.9");
        assertThat(end.step()).isEqualTo(UpdateStep.ABANDONED);
        assertThat(end.failureReason()).contains("1.9", "damaged");
        assertThat(folder.resolve("app/current")).doesNotExist();
        assertThat(commands).doesNotContain("restart");
    }

    @Test
    void aPipeInsteadOfAnArchiveIsRefusedInsteadOfWaitedFor() throws Exception {
        Path archive = folder.resolve("releases/app-1.9.tar.gz");
        Files.delete(archive);
        machine.run(List.of("mkfifo", archive.toString()));
        assertThat(update(Optional.empty(), "1.9").failureReason()).contains("is not a regular file");
    }

    @Test
    void anUnsignedListIsRefusedWhereAKeyIsConfigured() throws Exception {
        Path key = Files.writeString(
                folder.resolve("key.pem"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        Files.writeString(folder.resolve("releases/SHA256SUMS.sig"), "AAAA");
        ArchiveReleases signed = new ArchiveReleases(new FolderFetcher(folder.resolve("releases")), Optional.of(key));
        assertThatThrownBy(signed::versions).isInstanceOf(IOException.class).hasMessageContaining("signature");
    }

    @Test
    void oldVersionsAreRemovedButNotTheOneToRollBackTo() throws Exception {
        addRelease("1.11", "eleven");
        update(Optional.empty(), "1.9");
        update(Optional.of("1.9"), "1.10");
        update(Optional.of("1.10"), "1.11");
        assertThat(folder.resolve("app/versions/1.9")).doesNotExist();
        assertThat(folder.resolve("app/versions/1.10")).exists();
    }

    @Test
    void aVersionFromGitIsATagOrTheHead() throws Exception {
        Path repository = Files.createDirectories(folder.resolve("work.git"));
        Files.writeString(repository.resolve("run.txt"), "tagged");
        boolean gitInstalled = machine.output("git", "--version").isPresent();
        assumeTrue(gitInstalled, "what needs git: it is not installed");
        git("init", "-q", "-b", "main", repository.toString());
        git("-C", repository.toString(), "add", ".");
        git("-C", repository.toString(), "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "one");
        git("-C", repository.toString(), "tag", "v1.0");
        GitReleases releases = new GitReleases("file://" + repository, machine);
        assertThat(releases.versions()).first().isEqualTo("v1.0");
        assertThat(releases.versions().getLast()).startsWith("git-");
        VersionFolders folders = new VersionFolders(folder.resolve("app"));
        folders.add("v1.0", releases);
        folders.add(releases.versions().getLast(), releases);
        folders.switchTo(Optional.of("v1.0"));
        assertThat(folder.resolve("app/current/run.txt")).hasContent("tagged");
    }

    @Test
    void aRepositoryWithALinkToElsewhereIsRefused() throws Exception {
        assumeTrue(machine.output("git", "--version").isPresent(), "what needs git: it is not installed");
        Path repository = Files.createDirectories(folder.resolve("work.git"));
        Files.createSymbolicLink(repository.resolve("config"), Path.of("/etc/passwd"));
        git("init", "-q", "-b", "main", repository.toString());
        git("-C", repository.toString(), "add", ".");
        git("-C", repository.toString(), "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "one");
        git("-C", repository.toString(), "tag", "v1.0");
        VersionFolders folders = new VersionFolders(folder.resolve("app"));
        assertThatThrownBy(() -> folders.add("v1.0", new GitReleases("file://" + repository, machine)))
                .hasMessageContaining("the link config to /etc/passwd leads out");
        assertThat(folders.contains("v1.0")).isFalse();
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        assertThat(machine.run(command))
                .isInstanceOfSatisfying(
                        Subprocess.Exited.class,
                        exited -> assertThat(exited.errorOutput()).isEmpty());
    }

    private UpdateProgress update(Optional<String> from, String to) throws Exception {
        UpdatedService service = new UpdatedService(
                folder.resolve("w.sock"), "app", new FakeClock(), Duration.ofSeconds(5), Duration.ofSeconds(1));
        UpdateTarget target =
                new ProgramUpdateTarget(new VersionFolders(folder.resolve("app")), releases(), service, 1);
        ProgressFile progressFile = new ProgressFile(folder.resolve("state/update.json"));
        return new Updater(target, progressFile, log::add)
                .run(UpdateProgress.start(from, to, Optional.empty(), true, Instant.EPOCH));
    }

    private ArchiveReleases releases() {
        return new ArchiveReleases(new FolderFetcher(folder.resolve("releases")), Optional.empty());
    }

    private void addRelease(String version, String content) throws Exception {
        Path sourceFolder = Files.createDirectories(folder.resolve("made"));
        Files.writeString(sourceFolder.resolve("run.txt"), content);
        Path releases = folder.resolve("releases");
        Path archive = releases.resolve("app-" + version + ".tar.gz");
        machine.run(List.of("tar", "-czf", archive.toString(), "-C", sourceFolder.toString(), "."));
        Path sums = releases.resolve("SHA256SUMS");
        String sum =
                machine.output("sha256sum", archive.toString()).orElseThrow().substring(0, 64);
        String before = Files.exists(sums) ? Files.readString(sums) : "";
        Files.writeString(sums, before + sum + "  " + archive.getFileName() + "\n");
    }

    private JsonObject respond(JsonObject request) {
        String command = request.text("command").orElse("");
        commands.add(command);
        try {
            JsonObject service = Json.object()
                    .put("name", "app")
                    .put("condition", condition)
                    .put("heartbeat", Json.parseObject(heartbeat))
                    .build();
            return Json.object()
                    .put("message", "ok")
                    .put("services", List.of(service))
                    .build();
        } catch (JsonException defect) {
            throw new IllegalStateException(defect);
        }
    }
}
