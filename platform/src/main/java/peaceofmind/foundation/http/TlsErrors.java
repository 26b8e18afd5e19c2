// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Explains failed TLS connections to the owner of a device, with the JDK's message in parentheses. */
public final class TlsErrors {

    /** No release of this program is older than this: an earlier clock has not been set. */
    private static final Instant MIN_PLAUSIBLE_TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static final int MAX_CAUSES = 10;

    private static final String PRIVATE_AUTHORITY = "for a private certificate authority, set ca_file";

    private TlsErrors() {}

    /**
     * The reason, and what to do about it.
     *
     * @param host the server's name
     * @param now the time by this device's clock, against which certificates are checked
     */
    public static String describe(SSLException problem, String host, Instant now) {
        return describe(problem, host, now, PRIVATE_AUTHORITY);
    }

    /**
     * Likewise, for a server whose authority cannot be configured.
     *
     * @param untrustedAdvice what to do about a certificate of an unknown authority
     */
    public static String describe(SSLException problem, String host, Instant now, String untrustedAdvice) {
        Instant deviceTime = now.truncatedTo(ChronoUnit.SECONDS);
        List<Throwable> causes = causes(problem);
        String messages = String.join(
                "; ",
                causes.stream().map(cause -> String.valueOf(cause.getMessage())).toList());
        String dates = certificateDates(causes);
        if (now.isBefore(MIN_PLAUSIBLE_TIME) && (!dates.isEmpty() || messages.contains("PKIX"))) {
            return "the certificate of " + host + " is not valid at " + deviceTime
                    + ", the current time of this device: is its clock right?";
        } else if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
            return "the certificate of " + host + " has expired" + dates + ": renew it, unless this device's clock ("
                    + deviceTime + ") is wrong";
        } else if (causes.stream().anyMatch(CertificateNotYetValidException.class::isInstance)) {
            return "the certificate of " + host + " is not valid yet" + dates + ": is this device's clock ("
                    + deviceTime + ") right?";
        } else if (messages.contains("No name matching") || messages.contains("No subject alternative")) {
            return "the certificate of " + host + " is issued for another name (" + lastMessage(causes)
                    + "): is the address spelled correctly?";
        } else if (messages.contains("PKIX path") || messages.contains("trustAnchors")) {
            return "the certificate of " + host + " is not trusted (" + lastMessage(causes) + "): " + untrustedAdvice;
        } else if (messages.contains("unrecognized SSL message")) {
            return host + " does not use TLS on this port: should it be http:// instead of https://, or another port?";
        } else if (messages.contains("protocol_version") || messages.contains("handshake_failure")) {
            return host + " and this device have no TLS version or cipher in common (" + lastMessage(causes) + ")";
        }
        return "cannot establish a TLS connection to " + host + " (" + lastMessage(causes) + ")";
    }

    private static List<Throwable> causes(Throwable problem) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = problem; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static String certificateDates(List<Throwable> causes) {
        return causes.stream()
                .filter(cause -> cause instanceof CertificateExpiredException
                        || cause instanceof CertificateNotYetValidException)
                .map(cause -> " (" + cause.getMessage() + ")")
                .findFirst()
                .orElse("");
    }

    private static String lastMessage(List<Throwable> causes) {
        return String.valueOf(causes.getLast().getMessage());
    }
}
