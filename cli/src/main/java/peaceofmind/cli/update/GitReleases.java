package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.cli.machine.Machine;
import peaceofmind.linux.Subprocess;

/**
 * Versions in a git repository: its tags, and the head of its main branch as {@code git-COMMIT}. What git delivers is what its commit id
 * says, so the id is the checksum.
 */
final class GitReleases implements Releases {

    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(10);
    private static final String TAGS = "refs/tags/";
    private static final int SHORT_COMMIT_LENGTH = 10;

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

    /** Commit by name. */
    private Map<String, String> refs() throws IOException, InterruptedException {
        Map<String, String> refs = new LinkedHashMap<>();
        for (String line : (Iterable<String>) git("ls-remote", remote).lines()::iterator) {
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
            git("clone", "--quiet", "--depth", "1", remote, target.toString());
        } else {
            git("clone", "--quiet", "--depth", "1", "--branch", version, remote, target.toString());
        }
        git("-C", target.toString(), "fsck", "--no-progress");
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        // Never a question to a person who is not there.
        List<String> command = new ArrayList<>(List.of("env", "GIT_TERMINAL_PROMPT=0", "git"));
        command.addAll(List.of(arguments));
        return switch (machine.run(command, COMMAND_TIMEOUT)) {
            case Subprocess.Exited ended when ended.succeeded() -> ended.output();
            case Subprocess.Exited ended ->
                throw new IOException("git " + arguments[0] + " failed: "
                        + ended.errorOutput().strip());
            case Subprocess.TimedOut _ -> throw new IOException("git " + arguments[0] + " gave no answer in time");
            case Subprocess.NotStarted notStarted -> throw new IOException(notStarted.reason() + ": sudo apt install git");
        };
    }
}
