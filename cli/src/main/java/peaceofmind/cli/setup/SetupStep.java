// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

/**
 * Something that setup did, tried or found.
 *
 * @param succeeded whether nothing is left to do about it
 * @param text for people; starts with NOT when it did not succeed
 */
record SetupStep(boolean succeeded, String text) {

    static SetupStep done(String text) {
        return new SetupStep(true, text);
    }

    static SetupStep failed(String text) {
        return new SetupStep(false, "NOT " + text);
    }
}
