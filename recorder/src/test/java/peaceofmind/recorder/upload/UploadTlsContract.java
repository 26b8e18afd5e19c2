// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;
import peaceofmind.testkit.TestCertificateAuthority;

/** What every target with TLS promises when its server has a certificate of an authority of its own. */
public abstract class UploadTlsContract {

    @TempDir
    protected Path folder;

    private Optional<TestCertificateAuthority> authority = Optional.empty();
    private Path video = Path.of("video.mp4");

    /**
     * Starts the server.
     *
     * @param host for which its certificate is issued
     * @param startDate of validity, in keytool's notation
     */
    protected abstract void serve(String host, String startDate, int validDays) throws Exception;

    /** Stops it, to be started with another certificate. */
    protected abstract void stop() throws Exception;

    /**
     * The target that uploads to it.
     *
     * @param caFile certificates to trust; empty: the system's
     */
    protected abstract UploadTarget target(Optional<Path> caFile) throws Exception;

    /** How many videos, or parts of them, the server has. */
    protected abstract int storedCount() throws Exception;

    @BeforeEach
    void createAuthorityAndVideo() throws Exception {
        authority = Optional.of(TestCertificateAuthority.create(Files.createDirectories(folder.resolve("authority"))));
        video = Files.write(folder.resolve("recording_1.mp4"), new byte[100_000]);
    }

    protected TestCertificateAuthority theAuthority() {
        return authority.orElseThrow();
    }

    private UploadResult upload(UploadTarget target) throws Exception {
        return target.upload(UploadJob.of(video));
    }

    /** Away is nobody's fault: no attempt is counted, and it is tried again. */
    private void assertUnavailable(UploadResult result, String... reasons) throws Exception {
        assertThat(result)
                .isInstanceOfSatisfying(
                        TargetUnavailable.class,
                        away -> assertThat(away.reason()).contains(reasons));
        assertThat(storedCount()).isZero();
    }

    @Test
    void aServerIsTrustedByTheFileOfItsAuthorityAndByNothingElse() throws Exception {
        serve("localhost", "-1d", 30);
        assertUnavailable(upload(target(Optional.empty())), "the certificate of localhost is not trusted");
        Path caFile = Files.writeString(folder.resolve("ca.pem"), "no certificate\n");
        UploadTarget target = target(Optional.of(caFile));
        assertUnavailable(upload(target), "ca_file", "cannot be used", "PEM");
        Files.copy(theAuthority().certificate(), caFile, StandardCopyOption.REPLACE_EXISTING);
        assertThat(upload(target)).as("without a restart").isInstanceOf(Uploaded.class);
        assertThat(storedCount()).isOne();
    }

    @Test
    void anExpiredCertificateIsReportedWithItsDateUntilItIsRenewed() throws Exception {
        serve("localhost", "-20d", 10);
        UploadTarget target = target(Optional.of(theAuthority().certificate()));
        assertUnavailable(upload(target), "the certificate of localhost has expired (", "renew it");
        stop();
        serve("localhost", "-1d", 30);
        assertThat(upload(target(Optional.of(theAuthority().certificate())))).isInstanceOf(Uploaded.class);
    }

    @Test
    void aCertificateOfAnotherNameIsReported() throws Exception {
        serve("cloud.example.org", "-1d", 30);
        assertUnavailable(
                upload(target(Optional.of(theAuthority().certificate()))),
                "the certificate of localhost is issued for another name",
                "is the address spelled correctly?");
    }
}
