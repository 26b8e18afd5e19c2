// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * What a file on the boot partition has besides the configuration.
 *
 * @param enroll CODE@SERVER, used as soon as the network works
 * @param caCertificate of that server (PEM), if it is not from a public authority
 * @param agentSecrets texts of files for the agent, by their names
 * @param recorderSecrets texts of files for the recorder, by their names
 */
record FirstBootSection(
        Optional<String> enroll,
        Optional<String> caCertificate,
        Map<String, String> agentSecrets,
        Map<String, String> recorderSecrets) {

    static final String NAME = "first_boot";

    private static final String FILE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    /** Reads the section; mistakes are recorded in the document. */
    static FirstBootSection read(ConfigDocument document) {
        ConfigSection section = document.section(NAME);
        FirstBootSection read = new FirstBootSection(
                section.optionalText("enroll", "One-time code of a fleet's server: CODE@SERVER."),
                section.optionalText("ca_certificate", "Certificate of that server (PEM), if it is its own."),
                section.textMap("secrets", "Files for the agent in /etc/peace/secrets: names and texts."),
                section.textMap("recorder_secrets", "Files for the recorder in /etc/peace/secrets: names and texts."));
        if (read.enroll.filter(code -> !EnrollCommand.isCodeAndServer(code)).isPresent()) {
            section.addProblem("enroll", "must be CODE@SERVER, as peace fleet server code prints it");
        }
        if (read.caCertificate.filter(pem -> !isCertificate(pem)).isPresent()) {
            section.addProblem("ca_certificate", "must be a certificate (PEM), from -----BEGIN CERTIFICATE----- on");
        }
        Stream.concat(read.agentSecrets.keySet().stream(), read.recorderSecrets.keySet().stream())
                .filter(name -> !name.matches(FILE_NAME))
                .forEach(name -> section.addProblem(
                        read.agentSecrets.containsKey(name) ? "secrets" : "recorder_secrets",
                        "must be names of files, without folders"));
        return read;
    }

    /** Whether the section has a file of that name. */
    boolean hasSecret(String name) {
        return agentSecrets.containsKey(name) || recorderSecrets.containsKey(name);
    }

    private static boolean isCertificate(String pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .isEmpty();
        } catch (CertificateException damaged) {
            return false;
        }
    }

    /** Omits secrets, which do not belong in logs. */
    @Override
    public String toString() {
        return "FirstBootSection[]";
    }
}
