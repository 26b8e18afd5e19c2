// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

/** Whether the configuration is valid. */
final class ConfigCheck implements Check {

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public String rationale() {
        return "with a mistake in it the next start fails: after a remote reboot, that is too late; what is refused is off";
    }

    @Override
    public Finding run(DoctorContext context) {
        return context.configError()
                .map(problem -> Finding.bad(problem.strip().replace("\n", "; "), "peace config check"))
                .orElseGet(() -> Finding.good("valid"));
    }
}
