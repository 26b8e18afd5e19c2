// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version, from the jar that this runs from. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"peace " + current() + " (Java " + Runtime.version() + ")"};
    }

    /** Such as {@code 0.1.0}; {@code unpackaged} when it runs from class files. */
    public static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }
}
