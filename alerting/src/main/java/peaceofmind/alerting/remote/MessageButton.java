// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

/**
 * A button of a message.
 *
 * @param code proves who pressed it; a secret, 32 characters of Base64url
 */
public record MessageButton(String label, String code) {

    /** Omits the code, which does not belong in logs. */
    @Override
    public String toString() {
        return "MessageButton[" + label + "]";
    }
}
