// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration can't be used; the message lists all of its mistakes, one on each line. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    ConfigException(String file, List<ConfigProblem> problems) {
        super(problems.stream()
                .map(problem -> file + (problem.line() > 0 ? ", " : ": ") + problem)
                .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<ConfigProblem> problems() {
        return problems;
    }
}
