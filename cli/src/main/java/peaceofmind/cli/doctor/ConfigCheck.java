package peaceofmind.cli.doctor;

/** Whether the configuration is in order. */
final class ConfigCheck implements Check {

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public String rationale() {
        return "with a mistake in it, the next start fails: after a reboot, from afar, that is too late";
    }

    @Override
    public Finding run(DoctorContext context) {
        return context.configError()
                .map(problem -> Finding.bad(problem.strip().replace("\n", "; "), "peace config check"))
                .orElseGet(() -> Finding.good("in order"));
    }
}
