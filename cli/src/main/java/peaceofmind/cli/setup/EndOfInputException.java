// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;

/** The input ended where a reply was expected. */
final class EndOfInputException extends IOException {

    private static final long serialVersionUID = 1L;

    EndOfInputException(String question) {
        super("the input ended at \"" + question
                + "\": nothing was changed. An empty line keeps a value; --yes asks nothing");
    }
}
