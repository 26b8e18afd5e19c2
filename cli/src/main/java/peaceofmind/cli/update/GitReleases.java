// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.cli.device.UpdateConfig;
import peaceofmind.cli.machine.Machine;
import peaceofmind.linux.Subprocess;

/**
 * Versions in a git repository: its tags, and the head of its main branch as {@code git-COMMIT}. A commit id is a checksum of the
 * content, so no other is needed. The connection must prove where the content is from: {@link UpdateConfig} refuses others.
 */
final class GitReleases implements Releases {

    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(10);
    private static final String TAGS = "refs/tags/";
    private static final int SHORT_COMMIT_LENGTH = 10;

    /** Nothing of this machine's templates is executed, no command is a remote, and no other repository is fetched. */
    private static final List<String> SAFE_OPTIONS = List.of(
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "protocol.ext.allow=never",
            "-c",
            "submodule.recurse=false",
            "-c",
            "fetch.fsckObjects=true");

    private final String remote;
    private final Machine machine;

    GitReleases(String remote, Machine machine) {
        this.remote = remote;
        this.machine = machine;
    }

    @Override
    public List<String> versions() throws IOException, InterruptedException {
        List<String> versions = new ArrayList<>();
        Map<String, String> refs = refs();
        for (String ref : refs.keySet()) {
            if (ref.startsWith(TAGS) && !ref.endsWith("^{}")) {
                versions.add(ref.substring(TAGS.length()));
            }
        }
        versions.sort(new VersionOrder());
        String head = refs.get("HEAD");
        if (head != null) {
            versions.add(headVersion(head));
        }
        return versions;
    }

    private static String headVersion(String commit) {
        return "git-" + commit.substring(0, Math.min(SHORT_COMMIT_LENGTH, commit.length()));
    }

    /** Commit ids by name of the ref. */
    private Map<String, String> refs() throws IOException, InterruptedException {
        Map<String, String> refs = new LinkedHashMap<>();
        for (String line : (Iterable<String>) git("ls-remote", "--", remote).lines()::iterator) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                refs.put(line.substring(tab + 1), line.substring(0, tab));
            }
        }
        return refs;
    }

    @Override
    public void fetch(String version, Path target) throws IOException, InterruptedException {
        String head = refs().get("HEAD");
        if (head != null && version.equals(headVersion(head))) {
            git("clone", "--quiet", "--depth", "1", "--", remote, target.toString());
        } else {
            git("clone", "--quiet", "--depth", "1", "--branch", version, "--", remote, target.toString());
        }
        git("-C", target.toString(), "fsck", "--no-progress");
        // git itself creates neither devices nor hard links, and writes through no link, but takes any link.
        new ContainedLinks(target).check();
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        // Fails instead of asking for a password: nobody is present.
        List<String> command = new ArrayList<>(List.of("env", "GIT_TERMINAL_PROMPT=0", "git"));
        command.addAll(SAFE_OPTIONS);
        command.addAll(List.of(arguments));
        return switch (machine.run(command, COMMAND_TIMEOUT)) {
            case Subprocess.Exited exited when exited.succeeded() -> exited.output();
            case Subprocess.Exited exited ->
                throw new IOException("git " + arguments[0] + " failed: "
                        + exited.errorOutput().strip());
            case Subprocess.TimedOut _ -> throw new IOException("git " + arguments[0] + " timed out");
            case Subprocess.NotStarted notStarted ->
                throw new IOException(notStarted.reason() + ": sudo apt install git");
        };
    }
}
